using Empo.Method;

namespace Empo.Stages.Training.Losses;

/// <summary>
/// All in which one policy loss differs from another; each stands in a file of this folder, and <see cref="PolicyLosses"/> names them.
/// </summary>
internal sealed record PolicyLossFunction
{
    /// <summary>Whether the ratio of new to old policy is a token's or a response's.</summary>
    public required RatioLevel Ratio { get; init; }

    /// <summary>The loss of each token before importance weights, divergence, entropy bonus and aggregation.</summary>
    public required Func<LossInput, ClipRange, TokenLoss> Compute { get; init; }
}
