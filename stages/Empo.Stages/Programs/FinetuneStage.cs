using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Metrics;
using Empo.Experiments.Settings.Sections;
using Empo.Method;
using Empo.Stages.Artifacts;
using Empo.Stages.DeviceMemory;
using Empo.Stages.Distribution;
using Empo.Stages.Examples;
using Empo.Stages.Sampling;
using Empo.Stages.Training;
using TorchSharp;

namespace Empo.Stages.Programs;

/// <summary>Trains the policy on labelled examples before the first round (SFT), as the baseline with labels or as a beginning.</summary>
internal static class FinetuneStage
{
    /// <summary>Steps whose mean loss is reported.</summary>
    private const int LastSteps = 20;

    public static void Run(StageContext context, PolicyMemory policies)
    {
        var source = PolicySource.Of(context);
        var policy = policies.Take(source);
        try
        {
            LoraTraining.Prepare(policy.Decoder, context.Settings, source);
            var examples = context.Leads
                ? new ExampleReader(context, source.Folder, policy.Decoder.Config.MaxPositions).Read()
                : null;
            var steps = Train(context, policy, Shared(context, examples?.Sequences), policies.Card);
            PolicyOutput.Save(context, policies, policy, source);
            if (examples is not null)
            {
                Report(context, examples, steps);
            }
        }
        catch
        {
            // The policy may be halfway through its steps, so it must not be used again.
            policy.Dispose();
            throw;
        }
    }

    private static IReadOnlyList<SupervisedStep> Train(
        StageContext context,
        LoadedPolicy policy,
        IReadOnlyList<TrainingSequence> examples,
        CardBudget? card
    )
    {
        var settings = SupervisedSettings.From(context.Settings);
        var plan = SupervisedBatch.Plan(examples, settings);
        RequireWarmup(settings, plan.Count);
        using var exchange = RankExchange.Of(context.Ranks, policy.Decoder.Device, context.Log);
        using var rounded = RoundedPolicy.Of(policy.Decoder, context.Settings.Get(Update.Dtype));
        var computed = rounded?.Decoder ?? policy.Decoder;
        var batch = (SupervisedBatch.Largest(plan, examples).Tokens, examples.Max(example => (long)example.InputLength));
        settings = settings with
        {
            Recompute = StageMemory.Recomputes(batch, (settings.Optimizer.OnHost, rounded is not null), computed, context, card),
        };
        return new SupervisedTrainer(computed, settings, context.Log)
        {
            Place = TrainingPlace.Of(context, exchange?.Tensors, rounded is null ? null : policy.Decoder),
            Rehearses = computed.Device.type == DeviceType.CUDA,
        }.Train(examples, plan, context.Cancellation);
    }

    private static void RequireWarmup(SupervisedSettings settings, int steps)
    {
        if (settings.Schedule != ScheduleShape.Constant && settings.Warmup >= steps)
        {
            throw new UserError(
                "EMPO3101",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"finetune.warmup is {settings.Warmup}, but the examples make {steps} steps. Lower it, or raise finetune.epochs."
                )
            );
        }
    }

    /// <summary>What the leader read, on every rank: other hosts need not see the user's files.</summary>
    /// <param name="context">The stage.</param>
    /// <param name="mine">The leader's; null on the others.</param>
    private static IReadOnlyList<TrainingSequence> Shared(StageContext context, IReadOnlyList<TrainingSequence>? mine)
    {
        if (mine is not null && context.Ranks.Size == 1)
        {
            return mine;
        }

        byte[] message = mine is null
            ? []
            : SequenceBytes.Write([.. mine.SelectMany(example => new int[][] { [.. example.Prompt], [.. example.Response] })]);
        var sequences = SequenceBytes.Read(context.Ranks.Broadcast(message, "examples"));
        return [.. sequences.Chunk(2).Select(pair => new TrainingSequence(pair[0], pair[1]))];
    }

    private static void Report(StageContext context, LabelledExamples examples, IReadOnlyList<SupervisedStep> steps)
    {
        ArtifactTable.Write(context.Output(StageTable.FinetuneSteps), FinetuneStepRow.Schema, [.. steps.Select(Row)]);
        context.Metric("questions", examples.Questions);
        context.Metric("examples", examples.Sequences.Count);
        context.Metric("left_out", examples.LeftOut.Values.Sum());
        foreach (var (reason, count) in examples.LeftOut)
        {
            context.Metric($"left_out_{reason}", count);
        }

        context.Metric("steps", steps.Count);
        context.Metric("loss", steps.TakeLast(LastSteps).Average(step => step.Loss));
        context.Metric("gradient_norm", steps.TakeLast(LastSteps).Average(step => step.GradientNorm));
        context.Metric(StageCost.Trained, steps.Sum(step => step.Tokens));
        context.Log.Line(
            $"examples={examples.Sequences.Count} questions={examples.Questions} steps={steps.Count} left out: "
                + ExampleReader.Reasons(examples.LeftOut)
        );
    }

    private static FinetuneStepRow Row(SupervisedStep step) => new()
    {
        Step = step.Step,
        Epoch = step.Epoch,
        Examples = step.Examples,
        Tokens = (int)step.Tokens,
        Loss = step.Loss,
        GradientNorm = step.GradientNorm,
        LearningRate = step.LearningRate,
    };
}
