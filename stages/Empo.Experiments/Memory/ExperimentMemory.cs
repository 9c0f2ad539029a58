using Empo.Experiments.Settings;

namespace Empo.Experiments.Memory;

/// <summary>What an experiment's stages will need, before anything ran: prompts and responses as long as the settings admit.</summary>
public static class ExperimentMemory
{
    /// <summary>Rollout, then update with and without kept activations; nothing where the model is not known.</summary>
    public static IReadOnlyList<MemoryEstimate> Of(Experiment experiment)
    {
        if (experiment.Engine == "recorded" || ModelShape.Of(experiment) is not { } model)
        {
            return [];
        }

        var (prompt, response) = (experiment.Integer("prompt.max_tokens"), experiment.Integer("rollout.max_tokens"));
        var questions = Math.Min(experiment.Integer("rollout.questions_per_chunk"), experiment.Integer("rollout.candidates"));
        var rollout = new RolloutMemory { Model = model, Questions = questions, Samples = experiment.Integer("rollout.samples_per_chunk"), PromptTokens = prompt, ResponseTokens = response };
        var update = new UpdateMemory { Model = model, Tokens = Tokens(experiment, prompt + response), Recompute = experiment.Values["update.recompute"].Text == "true", Trainable = Trainable(experiment, model) };
        MemoryEstimate[] updates = experiment.Values["update.recompute"].Text == "auto"
            ? [update.Estimate(), (update with { Recompute = true }).Estimate() with { Stage = "update with recomputed activations" }]
            : [update.Estimate()];
        return experiment.Engine == "local" ? [rollout.Estimate(), .. updates] : updates;
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
        var targets = experiment.Values["update.lora.targets"].Text.Trim('[', ']').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return experiment.TrainsAdapter ? experiment.Integer("update.lora.rank") * model.Layers * targets.Sum(target => widths[target]) : null;
    }

    /// <summary>A micro-batch holds the longest sequence at least, and no more than a minibatch.</summary>
    private static long Tokens(Experiment experiment, long longest)
    {
        var minibatch = longest * experiment.Integer("update.minibatch_questions") * experiment.Integer("rollout.samples");
        return Math.Max(longest, Math.Min(experiment.Integer("update.micro_batch_tokens"), minibatch));
    }
}
