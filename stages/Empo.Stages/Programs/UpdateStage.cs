using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Metrics;
using Empo.Experiments.Settings.Sections;
using Empo.Method;
using Empo.Stages.Artifacts;
using Empo.Stages.DeviceMemory;
using Empo.Stages.Distribution;
using Empo.Stages.Rollouts;
using Empo.Stages.Sampling;
using Empo.Stages.Scoring;
using Empo.Stages.Training;

namespace Empo.Stages.Programs;

/// <summary>
/// Trains the next policy on the kept groups and their advantages. Where no question was kept, the policy stays as it was, with the same
/// digest.
/// </summary>
internal static class UpdateStage
{
    public static void Run(StageContext context, PolicyMemory policies)
    {
        var decoding = DecodingFile.Read(context.Input(InputRole.Decoding).Path);
        if (decoding.Truncates)
        {
            context.Log.Warning(
                "EMPO4014",
                "The rollouts were sampled with top_p below 1 or top_k above 0, so the gradient is biased towards what was kept. "
                    + "Train on rollouts with top_p 1 and top_k 0."
            );
        }

        var source = PolicySource.Of(context);
        var policy = policies.Take(source);
        try
        {
            LoraTraining.Prepare(policy.Decoder, context.Settings, source);
            var settings = UpdateSettings.From(context.Settings, context.Round, decoding.Temperature, decoding.MaxTokens) with
            {
                ForeignRollout = !DecodingFile.IsExact(context.Input(InputRole.Decoding).Path),
            };
            using var exchange = RankExchange.Of(context.Ranks, policy.Decoder.Device, context.Log);
            var result = Train(context, policy, settings, policies.Card, exchange?.Tensors);
            Save(context, policies, policy, result.Saved);
            if (context.Leads)
            {
                Report(context, result);
            }
        }
        catch
        {
            // The policy may be halfway through a round's steps, so it must not be used again.
            policy.Dispose();
            throw;
        }
    }

    private static UpdateResult Train(
        StageContext context,
        LoadedPolicy policy,
        UpdateSettings settings,
        CardBudget? card,
        ITensorExchange? exchange
    )
    {
        var selection = ArtifactTable
            .Read(context.Input(InputRole.Selection).Path, SelectionRow.Schema)
            .ToDictionary(row => (row.QuestionId, row.SampleIndex));
        var reference = context.FindInput(InputRole.Reference) is { } input ? ReferenceReader.Read(input.Path) : null;
        PolicyGroup[] groups = [.. RolloutReader.Groups(context.Input(InputRole.Rollouts).Path, context.Chunks)
            // A question drawn after the round was full is not part of the round. One dropped before that is (update.denominator: round).
            .Where(samples => selection[(samples[0].QuestionId, samples[0].SampleIndex)].Reason != QuestionSelection.Surplus)
            .Select(samples => Group(samples, selection, reference))];
        RequireLogProbs(groups, settings);
        using var before = context.FindInput(InputRole.Optimizer) is { } optimizer ? AdamWFile.Open(optimizer.Path) : null;
        using var rounded = RoundedPolicy.Of(policy.Decoder, context.Settings.Get(Update.Dtype));
        var computed = rounded?.Decoder ?? policy.Decoder;
        var planned = StageMemory.Planned(settings with { Rounded = rounded is not null }, computed, groups, context, card);
        var place = TrainingPlace.Of(context, exchange, rounded is null ? null : policy.Decoder);
        var trainer = new PolicyTrainer(computed, planned, context.Log) { Place = place };
        return trainer.Train(groups, context.Round, before, context.Cancellation);
    }

    private static PolicyGroup Group(
        IReadOnlyList<RolloutRow> samples,
        IReadOnlyDictionary<(string, int), SelectionRow> selection,
        IReadOnlyDictionary<(string, int), float[]>? reference
    ) =>
        new()
        {
            QuestionId = samples[0].QuestionId,
            Kept = selection[(samples[0].QuestionId, samples[0].SampleIndex)].Kept,
            Samples =
            [
                .. samples.Select(sample => new PolicySample(
                    new TrainingSequence(samples[0].PromptTokenIds, sample.TokenIds),
                    sample.LogProbs,
                    selection[(sample.QuestionId, sample.SampleIndex)].Advantage
                )
                {
                    Truncated = sample.FinishReason == "length",
                    ReferenceLogProbs = reference is null ? null : ReferenceReader.Find(reference, sample),
                }),
            ],
        };

    private static void Save(StageContext context, PolicyMemory policies, LoadedPolicy policy, ISavedOptimizer? optimizer)
    {
        var source = PolicySource.Of(context);
        if (optimizer is not null)
        {
            using (optimizer)
            {
                optimizer.Save(context.Output(StageTable.OptimizerState));
            }

            PolicyOutput.Save(context, policies, policy, source);
            return;
        }

        if (context.FindInput(InputRole.Optimizer) is { } before)
        {
            context.PassThrough(StageTable.OptimizerState, before);
        }
        else if (context.Leads)
        {
            SaveFreshOptimizer(context, policy);
        }

        if (policy.Decoder.Adapters is not null && source.Adapter is null)
        {
            // The first round that trains adapters: an adapter that changes nothing is still written as an adapter.
            PolicyOutput.Save(context, policies, policy, source);
            return;
        }

        context.PassThrough(StageTable.Policy, context.FindInput(InputRole.Adapter) ?? context.Input(InputRole.Policy));
        policies.Put(source, policy);
    }

    /// <summary>Saves the optimizer state before any step, for a first round that kept no question.</summary>
    private static void SaveFreshOptimizer(StageContext context, LoadedPolicy policy)
    {
        using var parameters = new FlatParameters(policy.Decoder.Trainable);
        using var adamW = new AdamW(
            parameters,
            UpdateSettings.From(context.Settings, context.Round, temperature: 1, mostTokens: 1).Optimizer
        );
        using var state = adamW.Snapshot();
        state.Save(context.Output(StageTable.OptimizerState));
    }

    private static void RequireLogProbs(IReadOnlyList<PolicyGroup> groups, UpdateSettings settings)
    {
        if (
            settings.Objective.Importance != ImportanceCorrection.None
            && groups
                .Where(group => group.Kept)
                .SelectMany(group => group.Samples)
                .Any(sample => sample.RolloutLogProbs.Count != sample.Sequence.Response.Count)
        )
        {
            throw new UserError(
                "EMPO4079",
                "update.importance.correction needs the log-probabilities of the rollout, which its server did not give (text "
                    + "without token ids, or those before the temperature or after filters). Set update.importance.correction: none."
            );
        }
    }

    private static void Report(StageContext context, UpdateResult result)
    {
        ArtifactTable.Write(context.Output(StageTable.UpdateSteps), UpdateStepRow.Schema, [.. result.Steps.Select(Row)]);
        context.Metric("steps", result.Steps.Count);
        context.Metric("kept", result.Kept);
        context.Metric(StageCost.Trained, result.Steps.Sum(step => step.Ratio.Tokens));
        if (result.Steps.Sum(step => step.SkippedTokens) is var skipped and > 0)
        {
            context.Metric("skipped_tokens", skipped);
        }

        if (result.Steps.Count > 0)
        {
            context.Metric("loss", result.Steps.Average(step => step.Loss));
            context.Metric("gradient_norm", result.Steps.Average(step => step.GradientNorm));
            context.Metric("clip_fraction", result.Steps.Average(step => step.Ratio.ClipFraction));
        }

        if (result.Mismatch is not { } mismatch)
        {
            return;
        }

        context.Metric("mismatch_mean", mismatch.Mean);
        context.Metric("mismatch_p999", mismatch.P999);
        context.Metric("k3", mismatch.K3);
    }

    private static UpdateStepRow Row(StepStatistics step) => new()
    {
        Step = step.Step,
        Epoch = step.Epoch,
        Questions = step.Questions,
        Tokens = (int)step.Ratio.Tokens,
        Loss = step.Loss,
        GradientNorm = step.GradientNorm,
        LearningRate = step.LearningRate,
        ClipFraction = step.Ratio.ClipFraction,
        RatioMean = step.Ratio.Mean,
        K3 = step.Ratio.K3,
    };
}
