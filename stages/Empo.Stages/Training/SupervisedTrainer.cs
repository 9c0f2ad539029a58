using Empo.Experiments.Execution;
using Empo.Method;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// Supervised training on responses (SFT): the loss of a step is the mean over its response tokens of -log p(token | prompt, tokens before
/// it); prompts are not trained. Optimizer, adapters, ranks and memory are those of the policy update. The policy is changed in place; when
/// <see cref="Train"/> throws, it may be halfway, and the caller must load it again.
/// </summary>
internal sealed class SupervisedTrainer(CausalDecoder policy, SupervisedSettings settings, IStageLog log)
{
    private readonly ResponseLogProbs _logProbs = new(policy, temperature: 1, settings.Recompute);

    /// <summary>Where it trains; alone by default.</summary>
    public TrainingPlace Place { get; init; } = TrainingPlace.Alone;

    /// <summary>Whether the largest micro-batch runs once before the first step, so that a lack of memory shows at once.</summary>
    public bool Rehearses { get; init; }

    /// <param name="examples">Prompts and responses.</param>
    /// <param name="plan">The steps, at least one (<see cref="SupervisedBatch.Plan"/>).</param>
    /// <param name="cancellation">Checked between micro-batches.</param>
    /// <returns>A row per step.</returns>
    /// <exception cref="UserError">EMPO3040: loss or gradient is not finite.</exception>
    public IReadOnlyList<SupervisedStep> Train(
        IReadOnlyList<TrainingSequence> examples,
        IReadOnlyList<SupervisedBatch> plan,
        CancellationToken cancellation
    )
    {
        using var training = new TrainingState(policy, _logProbs, settings.Optimizer, settings.Recompute, Place);
        training.RequireSame();
        if (Rehearses)
        {
            training.Gradients.Rehearse(() => Backward(examples, SupervisedBatch.Largest(plan, examples).Rows, 1));
        }

        var steps = new List<SupervisedStep>(plan.Count);
        foreach (var batch in plan)
        {
            steps.Add(Step(examples, batch, (steps.Count + 1, plan.Count), training, cancellation));
            log.Progress("finetune", steps.Count, plan.Count, "steps");
        }

        return steps;
    }

    private SupervisedStep Step(
        IReadOnlyList<TrainingSequence> examples,
        SupervisedBatch batch,
        (int Step, int Steps) place,
        TrainingState training,
        CancellationToken cancellation
    )
    {
        var tokens = batch.Examples.Sum(example => (long)examples[example].Response.Count);
        training.Gradients.Zero();
        var outcomes = training.Gradients.Add(batch.MicroBatches.Count, index =>
        {
            cancellation.ThrowIfCancellationRequested();
            var (share, values) = Backward(examples, batch.MicroBatches[index], tokens);
            return new MicroBatchOutcome(share, 0, values);
        });
        var loss = outcomes.Sum(outcome => outcome.Loss);
        if (!double.IsFinite(loss))
        {
            throw new UserError(
                "EMPO3040",
                $"The loss of fine-tuning step {place.Step} is not finite ({loss}): training has diverged. Nothing was written; lower "
                    + "finetune.learning_rate."
            );
        }

        var rate = settings.LearningRate * LearningRateSchedule.Factor(settings.Schedule, place.Step, place.Steps, settings.Warmup);
        var norm = training.Step(rate, settings.GradientClip, place.Step);
        return new SupervisedStep(place.Step, batch.Epoch, batch.Examples.Count, tokens, loss, norm, rate);
    }

    private (double Loss, double[] LogProbs) Backward(IReadOnlyList<TrainingSequence> examples, IReadOnlyList<int> rows, long tokens)
    {
        using var scope = NewDisposeScope();
        using var batch = MicroBatch.Create(examples, rows, policy.Device);
        return _logProbs.CrossEntropy(batch, tokens);
    }
}
