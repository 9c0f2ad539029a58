using Empo.Method;

namespace Empo.Stages.Training.Losses;

/// <summary>
/// Everything in which one policy loss differs from another. Each loss has a file in this folder; <see cref="PolicyLosses"/> lists them.
/// </summary>
internal sealed record PolicyLossFunction
{
    /// <summary>Whether the ratio of new to old policy is per token or per response.</summary>
    public required RatioLevel Ratio { get; init; }

    /// <summary>
    /// Whether a token of advantage 0 can count as clipped: where the count looks at the ratio alone, and not at what clipping changes.
    /// </summary>
    public bool ClipsByRatio { get; init; }

    /// <summary>The loss of each token before importance weights, divergence, entropy bonus and aggregation.</summary>
    public required Func<LossInput, ClipRange, TokenLoss> Compute { get; init; }
}
