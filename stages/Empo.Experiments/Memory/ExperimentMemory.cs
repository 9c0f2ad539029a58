using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;

namespace Empo.Experiments.Memory;

/// <summary>What an experiment's stages will need, before anything ran: prompts and responses as long as the settings admit.</summary>
public static class ExperimentMemory
{
    /// <summary>Rollout, then update with and without kept activations; nothing where the model is not known.</summary>
    public static IReadOnlyList<MemoryEstimate> Of(Experiment experiment)
    {
        if (experiment.Engine == RolloutEngine.Recorded || ModelShape.Of(experiment) is not { } model)
        {
            return [];
        }

        var positions = model.Positions ?? long.MaxValue;
        var (prompt, response) = (
            Math.Min(experiment.Get(Prompt.MaxTokens), positions),
            Math.Min(experiment.Get(Rollout.MaxTokens), positions)
        );
        var questions = Math.Min(experiment.Get(Rollout.QuestionsPerChunk), experiment.Get(Rollout.Candidates));
        var rollout = new RolloutMemory
        {
            Model = model,
            Questions = questions,
            Samples = experiment.Get(Rollout.SamplesPerChunk),
            PromptTokens = prompt,
            ResponseTokens = response,
        };
        var update = new UpdateMemory
        {
            Model = model,
            Tokens = Tokens(experiment, Math.Min(prompt + response, positions)),
            Recompute = experiment.Get(Update.Recompute) == Recomputation.True,
            Trainable = Trainable(experiment, model),
            StateOnHost = experiment.Get(Update.Optimizer) == OptimizerPlace.Host && experiment.Device != "cpu",
        };
        MemoryEstimate[] updates = experiment.Get(Update.Recompute) == Recomputation.Auto
            ? [update.Estimate(), (update with { Recompute = true }).Estimate() with { Stage = "update with recomputed activations" }]
            : [update.Estimate()];
        return experiment.Engine == RolloutEngine.Local ? [rollout.Estimate(), .. updates] : updates;
    }

    /// <summary>Null where all weights are trained; else r (inputs + outputs) of every adapted projection.</summary>
    private static long? Trainable(Experiment experiment, ModelShape model)
    {
        var widths = new Dictionary<string, long>
        {
            ["q_proj"] = model.Hidden + model.Queries,
            ["k_proj"] = model.Hidden + model.Keys,
            ["v_proj"] = model.Hidden + model.Keys,
            ["o_proj"] = model.Hidden + model.Queries,
            ["gate_proj"] = model.Hidden + model.Intermediate,
            ["up_proj"] = model.Hidden + model.Intermediate,
            ["down_proj"] = model.Hidden + model.Intermediate,
        };
        var targets = experiment.Get(Update.LoraTargets);
        return experiment.TrainsAdapter ? experiment.Get(Update.LoraRank) * model.Layers * targets.Sum(target => widths[target]) : null;
    }

    /// <summary>A micro-batch holds the longest sequence at least, and no more than a minibatch.</summary>
    private static long Tokens(Experiment experiment, long longest)
    {
        var minibatch = longest * experiment.Get(Update.MinibatchQuestions) * experiment.Get(Rollout.Samples);
        return Math.Max(longest, Math.Min(experiment.Get(Update.MicroBatchTokens), minibatch));
    }
}
