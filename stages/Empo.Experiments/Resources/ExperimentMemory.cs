using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;

namespace Empo.Experiments.Resources;

/// <summary>
/// The memory that an experiment's stages will need, estimated before anything runs. Prompts and responses are taken to be as long as the
/// settings allow.
/// </summary>
public static class ExperimentMemory
{
    /// <summary>
    /// Rollout, scoring where a reward model scores, then update with and without kept activations; nothing where the model is unknown.
    /// </summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="ranks">Ranks that compute its stages together; the estimates are those of one.</param>
    public static IReadOnlyList<MemoryEstimate> Of(Experiment experiment, int ranks = 1)
    {
        if (experiment.Engine == RolloutEngine.Imported || ExperimentModel.Find(experiment) is not { } model)
        {
            return [];
        }

        var positions = model.Config.MaxPositions;
        var (prompt, response) = (
            Math.Min(experiment.Get(Prompt.MaxTokens), positions),
            Math.Min(experiment.Get(Rollout.MaxTokens), positions)
        );
        var questions = Math.Min(experiment.Get(Rollout.QuestionsPerChunk), experiment.Get(Rollout.Candidates));
        var rollout = new RolloutMemory
        {
            Model = model.Config,
            WeightBytes = model.WeightBytes,
            Questions = questions,
            Samples = experiment.Get(Rollout.SamplesPerChunk),
            PromptTokens = prompt,
            ResponseTokens = response,
        };
        var rounded = model.WeightBytes == 4 && experiment.Get(Update.Dtype) == UpdateDtype.Bfloat16;
        var update = new UpdateMemory
        {
            Model = model.Config,
            WeightBytes = rounded ? 2 : model.WeightBytes,
            Rounded = rounded,
            Tokens = Tokens(experiment, Math.Min(prompt + response, positions)),
            Longest = Math.Min(prompt + response, positions),
            Ranks = ranks,
            Recompute = experiment.Get(Update.Recompute) == Recomputation.True,
            Trainable = experiment.TrainsAdapter
                ? model.Config.AdapterParameterCount(experiment.Get(Update.LoraRank), experiment.Get(Update.LoraTargets))
                : null,
            StateOnHost = experiment.Get(Update.Optimizer) == OptimizerPlace.Host && experiment.Device != "cpu",
        };
        MemoryEstimate[] updates = experiment.Get(Update.Recompute) == Recomputation.Auto
            ? [update.Estimate(), (update with { Recompute = true }).Estimate() with { Stage = "update with recomputed activations" }]
            : [update.Estimate()];
        MemoryEstimate[] sampling = experiment.Engine == RolloutEngine.Local ? [Sampling(experiment, rollout)] : [];
        MemoryEstimate[] scoring = Scoring(experiment, model, prompt + response) is { } scored ? [scored] : [];
        return [.. sampling, .. scoring, .. updates];
    }

    /// <summary>
    /// The reward model beside the policy, which stays in memory; null where none scores, or its folder cannot be read. Its conversations
    /// are taken to be as long as the policy's.
    /// </summary>
    private static MemoryEstimate? Scoring(Experiment experiment, ExperimentModel policy, long longest)
    {
        if (experiment.RewardModel is not { } folder || ExperimentModel.InFolder(folder) is not { } model)
        {
            return null;
        }

        return new PassMemory
        {
            Model = model.Config with { TiedEmbeddings = true },
            WeightBytes = experiment.Get(RewardModel.Dtype) == RewardModelDtype.Float32 ? 4 : model.WeightBytes,
            Longest = Math.Min(longest, model.Config.MaxPositions),
            Sequences = (long)experiment.Get(Rollout.Candidates) * experiment.Get(Rollout.Samples),
            PolicyBytes = experiment.Engine == RolloutEngine.Local ? policy.Config.ParameterCount * policy.WeightBytes : 0,
        }.Estimate();
    }

    /// <summary>
    /// One chunk, or the rows of continuous batching, which <c>device: auto</c> is taken to be without. Where the stage chooses the rows by
    /// its free memory, the usual number stands for them.
    /// </summary>
    private static MemoryEstimate Sampling(Experiment experiment, RolloutMemory chunk)
    {
        var onCard = experiment.Device.StartsWith("cuda", StringComparison.Ordinal);
        if (!ContinuousBatching.IsChosen(experiment.Get(Rollout.Batching), onCard, experiment.Get(General.Deterministic)))
        {
            return chunk.Estimate();
        }

        var rows = experiment.Get(Rollout.MaxRows) ?? RolloutMemory.UsualRows;
        return chunk.Continuous(rows, onCard).Estimate() with { Stage = $"rollout with {rows} rows" };
    }

    /// <summary>A micro-batch holds at least the longest sequence, and at most a minibatch.</summary>
    private static long Tokens(Experiment experiment, long longest)
    {
        var minibatch = longest * experiment.Get(Update.MinibatchQuestions) * experiment.Get(Rollout.Samples);
        return Math.Max(longest, Math.Min(experiment.Get(Update.MicroBatchTokens), minibatch));
    }
}
