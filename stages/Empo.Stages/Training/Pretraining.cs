using Empo.Experiments.Execution;
using Empo.Stages.Modeling;

namespace Empo.Stages.Training;

/// <summary>
/// Supervised training from scratch, the loss on response tokens only: the mean over the step's response tokens of
/// -log p(token | prompt, tokens before it). AdamW with betas 0.9 and 0.98 (the second is shorter than usual, so that a run of a
/// few hundred steps forgets its first gradients), no weight decay, gradient norm at most 1.
/// The result is a function of the model's initial weights and the examples, byte for byte on one machine and thread count.
/// </summary>
internal sealed class Pretraining(CausalDecoder model, PretrainingSettings settings, IStageLog log)
{
    /// <summary>
    /// Padded tokens of one forward pass. Fixed, because another value would change the last bits and so the bytes of the result.
    /// </summary>
    private const int MicroBatchTokens = 16384;

    private const double GradientClip = 1;

    private static readonly AdamWSettings Optimizer = new() { Beta1 = 0.9, Beta2 = 0.98, Epsilon = 1e-8, WeightDecay = 0 };

    /// <param name="batches">The examples of each step, at least as many batches as there are steps; drawn lazily.</param>
    /// <param name="cancellation">Checked before each step.</param>
    /// <returns>A row per step.</returns>
    /// <exception cref="UserError">Loss or gradient is not finite.</exception>
    public IReadOnlyList<PretrainingStep> Train(IEnumerable<IReadOnlyList<TrainingSequence>> batches, CancellationToken cancellation)
    {
        var schedule = new CosineSchedule(settings.LearningRate, settings.Warmup, settings.Steps);
        var logProbs = new ResponseLogProbs(model, temperature: 1);
        using var parameters = new FlatParameters(model);
        using var adamW = new AdamW(parameters, Optimizer);
        var steps = new List<PretrainingStep>(settings.Steps);
        foreach (var examples in batches.Take(settings.Steps))
        {
            cancellation.ThrowIfCancellationRequested();
            var step = steps.Count + 1;
            parameters.ZeroGradient();
            var loss = Backward(examples, logProbs, parameters);
            if (!double.IsFinite(loss))
            {
                throw new UserError(
                    "EMPO3040",
                    $"The loss of pre-training step {step} is not finite ({loss}): training has diverged. Nothing was written; "
                        + "lower pretrain.learning_rate."
                );
            }

            var norm = GradientNorm.Clip(parameters, GradientClip, step);
            adamW.Apply(schedule.LearningRate(step));
            steps.Add(new PretrainingStep(step, loss, schedule.LearningRate(step), norm));
            log.Progress("pretrain", step, settings.Steps, "steps");
        }

        return steps.Count == settings.Steps
            ? steps
            : throw new ArgumentException($"{steps.Count} batches for {settings.Steps} steps.", nameof(batches));
    }

    private double Backward(IReadOnlyList<TrainingSequence> examples, ResponseLogProbs logProbs, FlatParameters parameters)
    {
        var tokens = examples.Sum(example => example.Response.Count);
        var loss = 0.0;
        foreach (var rows in MicroBatchPlan.Split([.. examples.Select(example => example.InputLength)], MicroBatchTokens))
        {
            using var batch = MicroBatch.Create(examples, rows, model.Device);
            loss += logProbs.CrossEntropy(batch, tokens).Loss;
            parameters.Accumulate();
        }

        return loss;
    }
}
