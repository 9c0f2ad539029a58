using System.Globalization;
using System.Text.Json;
using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Metrics;
using Empo.Experiments.Properties;
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
            var examples = Shared(context, () => new ExampleReader(context, source.Folder, policy.Decoder.Config.MaxPositions).Read());
            var steps = Train(context, policy, examples.Sequences, policies.Card);
            PolicyOutput.Save(context, policies, policy, source);
            if (context.Leads)
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
        if (context.Reduction == Reduction.Fast && exchange is not null)
        {
            // Sums whose last bits depend on the number of ranks.
            context.Numeric("reduction", string.Create(CultureInfo.InvariantCulture, $"fast ranks={context.Ranks.Size}"));
        }

        var place = new TrainingPlace
        {
            Exact = rounded is null ? null : policy.Decoder,
            Ranks = context.Ranks,
            Exchange = exchange?.Tensors,
            Reduction = context.Reduction,
        };
        return new SupervisedTrainer(computed, settings, context.Log)
        {
            Place = place,
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

    /// <summary>What the leader reads, on every rank: other hosts need not see the user's files.</summary>
    private static LabelledExamples Shared(StageContext context, Func<LabelledExamples> read)
    {
        var mine = context.Leads ? read() : null;
        return mine is not null && context.Ranks.Size == 1
            ? mine
            : JsonSerializer.Deserialize<LabelledExamples>(
                context.Ranks.Broadcast(context.Leads ? JsonSerializer.SerializeToUtf8Bytes(mine) : [], "examples")
            )!;
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
