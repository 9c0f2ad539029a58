using Empo.Method;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// The clipped surrogate of PPO (arXiv 1707.06347 eq. 7; the paper's eq. 7 without its KL term) as tensors:
/// <code>
/// ratio_t = exp(new_t - old_t)
/// loss    = sum_t weight_t * -min(A_t * ratio_t, A_t * clip(ratio_t, 1 - low, 1 + high))
/// </code>
/// and with a dual clip c, where A is negative, at most -A * c. The scalar oracle is <see cref="PolicyLossReference.PpoClip"/>.
/// All arguments are flat over response tokens: prompts and padding never get here, so they cannot leak into the loss.
/// The weights carry the aggregation (<see cref="LossNormalizer"/>). A token of weight 0 is masked: value and gradient are
/// exactly 0, whatever its log-probabilities are. At ratio 1 the gradient is that of -sum(weight * A * new).
/// Example (reference case C1): low = high = 0.2, A = 1.2, new - old = 0.2 gives -1.2 * 1.2 = -1.44.
/// The released TRL recipe makes one update a rollout and so never clips; the released verl recipe sets token-mean but its
/// loss (GSPO) ignores it.
/// </summary>
internal static class PolicyLoss
{
    /// <summary>The loss of each token before weighting.</summary>
    /// <param name="newLogProbs">[N], with gradient.</param>
    /// <param name="oldLogProbs">[N], no gradient flows into it.</param>
    /// <param name="advantages">[N], the response's advantage at each of its tokens.</param>
    /// <param name="clip">The clip range.</param>
    /// <returns>[N].</returns>
    public static Tensor PerToken(Tensor newLogProbs, Tensor oldLogProbs, Tensor advantages, ClipRange clip)
    {
        using var scope = NewDisposeScope();
        var ratio = (newLogProbs - oldLogProbs.detach()).exp(); // [N]
        var clipped = ratio.clamp(1 - clip.Low, 1 + clip.High);
        var loss = minimum(ratio * advantages, clipped * advantages).neg();
        if (clip.Dual is { } dual)
        {
            loss = where(advantages < 0, minimum(loss, advantages * -dual), loss);
        }

        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>The weighted sum over tokens: this micro-batch's share of the minibatch's loss.</summary>
    /// <param name="newLogProbs">[N], with gradient.</param>
    /// <param name="oldLogProbs">[N].</param>
    /// <param name="advantages">[N].</param>
    /// <param name="weights">[N], at least 0; 0 masks a token.</param>
    /// <param name="clip">The clip range.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Sum(Tensor newLogProbs, Tensor oldLogProbs, Tensor advantages, Tensor weights, ClipRange clip)
    {
        using var scope = NewDisposeScope();

        // Masked before the exponential: 0 * exp(large) would be NaN in value and gradient.
        var masked = weights == 0;
        var perToken = PerToken(newLogProbs.masked_fill(masked, 0), oldLogProbs.masked_fill(masked, 0), advantages, clip);
        return (perToken * weights).sum().MoveToOuterDisposeScope();
    }
}
