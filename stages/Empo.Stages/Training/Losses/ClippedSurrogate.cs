using Empo.Method;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Training.Losses;

/// <summary>
/// PPO-clip, with a ratio for each token (PPO) or for each response (GSPO):
/// <code>
/// ratio = exp(log-ratio)            GSPO: the log-ratio is the mean over the response's tokens
/// loss  = -min(A * ratio, A * clip(ratio, 1 - low, 1 + high))
/// </code>
/// and with a dual clip c, where A is negative, at most -A * c. At ratio 1 the gradient equals the gradient of -A * new. A clipped token
/// has no gradient. Example (reference case C1): low = high = 0.2, A = 1.2, new - old = 0.2 gives -1.2 * 1.2 = -1.44. Sources: PPO, arXiv
/// 1707.06347, equation 7; separate bounds: DAPO, arXiv 2503.14476; dual clip: arXiv 1912.09729; GSPO: arXiv 2507.18071, equations 5 to 7.
/// EMPO's released TRL recipe takes one step per rollout and never clips. Its verl recipe sets token-mean, which GSPO ignores.
/// </summary>
internal static class ClippedSurrogate
{
    public static PolicyLossFunction Ppo { get; } = new() { Ratio = RatioLevel.Token, Compute = Compute };

    public static PolicyLossFunction Gspo { get; } = new() { Ratio = RatioLevel.Sequence, Compute = Compute };

    private static TokenLoss Compute(LossInput input, ClipRange clip)
    {
        using var scope = NewDisposeScope();
        var ratio = input.LogRatio.exp(); // [N]
        var bounded = ratio.clamp(Scalars.Of(1 - clip.Low), Scalars.Of(1 + clip.High));
        var (plain, limited) = (ratio * input.Advantages, bounded * input.Advantages);
        var loss = minimum(plain, limited).neg();
        var clipped = limited < plain;
        if (clip.Dual is { } dual)
        {
            var falls = input.Advantages < Scalars.Zero;
            loss = where(falls, minimum(loss, input.Advantages * Scalars.Of(-dual)), loss);
            clipped = clipped.logical_or(falls.logical_and(ratio > Scalars.Of(dual)));
        }

        return new TokenLoss(loss.MoveToOuterDisposeScope(), clipped.MoveToOuterDisposeScope());
    }
}
