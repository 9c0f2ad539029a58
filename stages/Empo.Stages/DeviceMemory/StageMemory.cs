using Empo.Experiments.Execution;
using Empo.Experiments.Resources;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Modeling;
using Empo.Stages.Sampling;
using Empo.Stages.Training;
using TorchSharp;

namespace Empo.Stages.DeviceMemory;

/// <summary>
/// Reports before a stage how much memory it will need, where that is worth a line, and chooses the settings that depend on it.
/// </summary>
internal static class StageMemory
{
    /// <summary>Below this share of the available memory, the estimate is not worth a line.</summary>
    private const double WorthSaying = 0.1;

    /// <summary>Share that may be planned for: estimates are inexact, and libtorch's allocator leaves gaps.</summary>
    private const double Usable = 0.9;

    /// <summary>
    /// The settings with <c>update.recompute: auto</c> decided: activations are kept where they fit in addition to everything else. Where
    /// free memory is unknown, a card recomputes and a host does not.
    /// </summary>
    /// <param name="card">Memory of the policy's card; null on the CPU.</param>
    /// <exception cref="FreshProcessException">Earlier stages used the card, and the update does not fit after them.</exception>
    public static UpdateSettings Planned(
        UpdateSettings settings,
        CausalDecoder policy,
        IReadOnlyList<PolicyGroup> groups,
        StageContext context,
        CardBudget? card
    )
    {
        var tokens = UpdateMinibatch
            .Plan(groups, settings, context.Round)
            .SelectMany(minibatch => minibatch.PaddedTokens)
            .DefaultIfEmpty(0)
            .Max();
        if (tokens == 0)
        {
            return settings;
        }

        var longest = groups.SelectMany(group => group.Samples).Max(sample => sample.Sequence.InputLength);
        var onHost = settings.Optimizer.OnHost;
        return settings with
        {
            Recompute = Recomputes((tokens, longest), (onHost, settings.Rounded), policy, context, card),
            Rehearse = policy.Device.type == DeviceType.CUDA,
        };
    }

    /// <summary>Whether a training recomputes activations: <c>update.recompute</c>, with <c>auto</c> decided by what fits.</summary>
    /// <param name="batch">Padded tokens of the largest micro-batch, and tokens of the longest sequence in it.</param>
    /// <param name="optimizer">Whether its state is on the host, and whether the policy is a copy in fewer bits.</param>
    /// <param name="policy">What is computed with.</param>
    /// <param name="context">Settings, ranks and log.</param>
    /// <param name="card">Memory of the policy's card; null on the CPU.</param>
    /// <exception cref="FreshProcessException">Earlier stages used the card, and the training does not fit after them.</exception>
    public static bool Recomputes(
        (long Tokens, long Longest) batch,
        (bool OnHost, bool Rounded) optimizer,
        CausalDecoder policy,
        StageContext context,
        CardBudget? card
    )
    {
        var (onCard, available) = (policy.Device.type == DeviceType.CUDA, Available(policy, card));
        var plan = new UpdateMemory
        {
            Model = policy.Config,
            WeightBytes = WeightBytes(policy),
            Tokens = batch.Tokens,
            Longest = batch.Longest,
            Ranks = context.Ranks.Size,
            Recompute = false,
            Trainable = Trainable(policy),
            StateOnHost = onCard && optimizer.OnHost,
            Rounded = optimizer.Rounded,
        };
        var recompute = context.Settings.Get(Update.Recompute) switch
        {
            Recomputation.True => true,
            Recomputation.False => false,
            Recomputation.Auto => available is { } bytes ? Needed(plan.Estimate(), onCard) > bytes * Usable : onCard,
        };
        var estimate = (plan with { Recompute = recompute }).Estimate();
        card?.RequireRoom(estimate);
        Say(estimate, available, onCard, context.Log);
        if (onCard)
        {
            SayHost(estimate, FreeMemory.OnHost(), context.Log);
        }

        return recompute;
    }

    /// <summary>A line about what sampling will need, where that is worth one.</summary>
    /// <exception cref="FreshProcessException">Earlier stages used the card, and it does not fit after them.</exception>
    public static void SaySampling(MemoryEstimate estimate, CausalDecoder policy, IStageLog log, CardBudget? card)
    {
        card?.RequireRoom(estimate);
        Say(estimate, Available(policy, card), policy.Device.type == DeviceType.CUDA, log);
    }

    /// <summary>The same about forward passes of a model beside the policy.</summary>
    /// <exception cref="FreshProcessException">Earlier stages used the card, and it does not fit after them.</exception>
    public static void SayPasses(MemoryEstimate estimate, torch.Device device, IStageLog log, CardBudget? card)
    {
        card?.RequireRoom(estimate);
        Say(estimate, Available(device, card), device.type == DeviceType.CUDA, log);
    }

    /// <summary>Bytes of a weight in memory.</summary>
    internal static int WeightBytes(CausalDecoder policy) => WeightBytes(policy.Dtype);

    /// <summary>Bytes of a number of this type.</summary>
    internal static int WeightBytes(torch.ScalarType type) => type is torch.ScalarType.BFloat16 or torch.ScalarType.Float16 ? 2 : 4;

    private static long? Trainable(CausalDecoder policy)
    {
        var trained = policy.Trainable.Sum(item => item.parameter.numel());
        return trained < policy.Config.ParameterCount ? trained : null;
    }

    private static void Say(MemoryEstimate estimate, long? available, bool onCard, IStageLog log)
    {
        var needed = Needed(estimate, onCard);
        if (available is not { } bytes || needed < bytes * WorthSaying)
        {
            return;
        }

        log.Line($"{estimate}; {MemoryEstimate.Size(bytes)} are available");
        if (needed > bytes)
        {
            log.Warning(
                "EMPO6031",
                $"The {estimate.Stage} may not fit: it needs about {MemoryEstimate.Size(needed)}, and "
                    + $"{MemoryEstimate.Size(bytes)} are available. {estimate.Remedy}."
            );
        }
    }

    /// <summary>Warns where a stage on a card needs more host memory than is available.</summary>
    internal static void SayHost(MemoryEstimate estimate, long? available, IStageLog log)
    {
        if (available is { } bytes && estimate.OnHost > bytes)
        {
            log.Warning(
                "EMPO6031",
                $"The {estimate.Stage} may not fit into the host's memory: it needs about {MemoryEstimate.Size(estimate.OnHost)} "
                    + $"there, and {MemoryEstimate.Size(bytes)} are available. Set update.optimizer: device if the card holds it, train "
                    + "an adapter (update.lora), or use a machine with more memory."
            );
        }
    }

    private static long Needed(MemoryEstimate estimate, bool onCard) => onCard ? estimate.OnDevice : estimate.Total;

    /// <summary>
    /// What a stage can have, including what this process already holds. On the host that is free memory and the whole resident set, since
    /// the memory of earlier stages is kept for later ones; on a card, what was free before the process loaded anything.
    /// </summary>
    internal static long? Available(CausalDecoder policy, CardBudget? card) => Available(policy.Device, card);

    private static long? Available(torch.Device device, CardBudget? card) =>
        device.type == DeviceType.CUDA ? card?.Free : FreeMemory.OnHost() + Environment.WorkingSet;
}
