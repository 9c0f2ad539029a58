using Empo.Experiments.Execution;
using Empo.Experiments.Memory;
using Empo.Stages.Modeling;
using Empo.Stages.Sampling;
using Empo.Stages.Training;
using TorchSharp;

namespace Empo.Stages.Memory;

/// <summary>Says before a stage what it will need, where that is worth a line, and chooses what depends on it.</summary>
internal static class StageMemory
{
    /// <summary>Below this share of the free memory nobody wants to read about it.</summary>
    private const double WorthSaying = 0.1;

    /// <summary>Estimates are estimates, and libtorch's allocator leaves gaps.</summary>
    private const double Usable = 0.9;

    /// <summary>The numbers of a model that is loaded.</summary>
    public static ModelShape ShapeOf(DecoderConfig config, torch.ScalarType dtype) => new()
    {
        Vocabulary = config.VocabularySize,
        Hidden = config.HiddenSize,
        Intermediate = config.IntermediateSize,
        Layers = config.Layers,
        Heads = config.Heads,
        KeyValueHeads = config.KeyValueHeads,
        HeadSize = config.HeadSize,
        Tied = config.TiedEmbeddings,
        WeightBytes = dtype is torch.ScalarType.BFloat16 or torch.ScalarType.Float16 ? 2 : 4,
    };

    /// <summary>
    /// The settings with <c>update.recompute: auto</c> decided: activations are kept where they fit beside all else. Where nobody can
    /// say what is free, a card recomputes and a host does not.
    /// </summary>
    public static UpdateSettings Planned(UpdateSettings settings, CausalDecoder policy, IReadOnlyList<PolicyGroup> groups, StageContext context)
    {
        var tokens = UpdateMinibatch.Plan(groups, settings, context.Round).SelectMany(minibatch => minibatch.PaddedTokens).DefaultIfEmpty(0).Max();
        if (tokens == 0)
        {
            return settings;
        }

        var (onCard, free) = (policy.Device.type == DeviceType.CUDA, FreeMemory.On(policy.Device));
        var plan = new UpdateMemory { Model = ShapeOf(policy.Config, policy.Dtype), Tokens = tokens, Recompute = false, Trainable = Trainable(policy) };
        var recompute = context.Settings.Text("update.recompute") switch
        {
            "true" => true,
            "false" => false,
            _ => free is { } bytes ? Beyond(plan.Estimate(), onCard) > bytes * Usable : onCard,
        };
        Say((plan with { Recompute = recompute }).Estimate(), free, onCard, context.Log);
        return settings with { Recompute = recompute, Rehearse = onCard };
    }

    /// <summary>A line about sampling, before its first chunk.</summary>
    public static void SaySampling(CausalDecoder policy, RolloutBatch batch, IStageLog log)
    {
        var estimate = new RolloutMemory
        {
            Model = ShapeOf(policy.Config, policy.Dtype),
            Questions = batch.Prompts.Count,
            Samples = batch.Samples,
            PromptTokens = batch.Prompts.Max(prompt => prompt.TokenIds.Count),
            ResponseTokens = batch.Decoding.MaxTokens,
        }.Estimate();
        Say(estimate, FreeMemory.On(policy.Device), policy.Device.type == DeviceType.CUDA, log);
    }

    private static long? Trainable(CausalDecoder policy)
    {
        var trained = policy.parameters().Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel());
        return trained < policy.Config.ParameterCount ? trained : null;
    }

    private static void Say(MemoryEstimate estimate, long? free, bool onCard, IStageLog log)
    {
        var needed = Beyond(estimate, onCard);
        if (free is not { } bytes || needed < bytes * WorthSaying)
        {
            return;
        }

        log.Line($"{estimate}; {MemoryEstimate.Size(bytes)} are free beside the weights");
        if (needed > bytes)
        {
            log.Warning("EMPO6031", $"The {estimate.Stage} may not fit: it needs about {MemoryEstimate.Size(needed)} beside the weights, and {MemoryEstimate.Size(bytes)} are free. {estimate.Remedy}.");
        }
    }

    /// <summary>What is needed beside the weights, which are loaded already.</summary>
    private static long Beyond(MemoryEstimate estimate, bool onCard) => (onCard ? estimate.OnDevice : estimate.Total) - estimate.Of(MemoryEstimate.Weights);
}
