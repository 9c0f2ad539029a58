using Empo.Method;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// The clipped surrogate of PPO (arXiv 1707.06347 eq. 7; the paper's eq. 7 without its KL term) as tensors:
/// <code>
/// ratio_t = exp(new_t - old_t)                            GSPO: exp(mean over the response of (new - old))
/// loss    = sum_t weight_t * (-min(A_t * ratio_t, A_t * clip(ratio_t, 1 - low, 1 + high)) * importance_t + beta * kl_t)
/// </code>
/// and with a dual clip c, where A is negative, at most -A * c. Importance is 1 unless corrected (<see cref="ImportanceWeights"/>, no
/// gradient flows through it), kl is k2 or k3 of <see cref="KlEstimate"/>. The scalar oracles are <see cref="PolicyLossReference"/>'s.
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
    public static Tensor PerToken(Tensor newLogProbs, Tensor oldLogProbs, Tensor advantages, ClipRange clip) =>
        Surrogate(newLogProbs - oldLogProbs.detach(), advantages, clip);

    /// <summary>The weighted sum over tokens: this micro-batch's share of the minibatch's loss.</summary>
    /// <param name="newLogProbs">[N], with gradient.</param>
    /// <param name="tokens">[N] each.</param>
    /// <param name="objective">The terms of the loss.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Sum(Tensor newLogProbs, PolicyTokens tokens, PolicyObjective objective)
    {
        using var scope = NewDisposeScope();

        // Masked before the exponential: 0 * exp(large) would be NaN in value and gradient.
        var masked = tokens.Weights == Scalars.Zero;
        Tensor Visible(Tensor values) => values.masked_fill(masked, Scalars.Zero);
        var now = Visible(newLogProbs);
        var old = Visible(tokens.Old ?? newLogProbs).detach();
        var logRatio = objective.Ratio == RatioLevel.Sequence ? MeanOfResponse(now - old, tokens.Rows!, masked) : now - old;
        var perToken = Surrogate(logRatio, tokens.Advantages, objective.Clip);
        if (objective.Importance != ImportanceCorrection.None)
        {
            perToken *= Importance(old - Visible(tokens.Rollout!), objective);
        }

        if (objective.KlBeta > 0)
        {
            var divergence = Divergence(now - Visible(tokens.Reference!), objective.Kl);
            perToken = perToken.add(divergence * Scalars.Of(objective.KlBeta), Scalars.One);
        }

        return (perToken * tokens.Weights).sum().MoveToOuterDisposeScope();
    }

    /// <param name="logRatio">[N] new - old, with gradient.</param>
    /// <param name="advantages">[N].</param>
    /// <param name="clip">The clip range.</param>
    private static Tensor Surrogate(Tensor logRatio, Tensor advantages, ClipRange clip)
    {
        using var scope = NewDisposeScope();
        var ratio = logRatio.exp(); // [N]
        var clipped = ratio.clamp(Scalars.Of(1 - clip.Low), Scalars.Of(1 + clip.High));
        var loss = minimum(ratio * advantages, clipped * advantages).neg();
        if (clip.Dual is { } dual)
        {
            loss = where(advantages < Scalars.Zero, minimum(loss, advantages * Scalars.Of(-dual)), loss);
        }

        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>The mean over the unmasked tokens of each token's response, [N]; gradient flows to all of them.</summary>
    private static Tensor MeanOfResponse(Tensor values, Tensor rows, Tensor masked)
    {
        var none = zeros(rows.max().item<long>() + 1, values.dtype, values.device); // [B]
        var counts = none.index_add(0, rows, masked.logical_not().to(values.dtype), Scalars.One).clamp_min(Scalars.One); // [B]
        return (none.index_add(0, rows, values, Scalars.One) / counts).index_select(0, rows);
    }

    private static Tensor Importance(Tensor logDifference, PolicyObjective objective)
    {
        var weight = logDifference.exp();
        return objective.Importance == ImportanceCorrection.Truncate
            ? weight.clamp_max(Scalars.Of(objective.LargestWeight))
            : weight.masked_fill(weight > Scalars.Of(objective.LargestWeight), Scalars.Zero);
    }

    /// <param name="x">[N] ln p_policy - ln p_reference.</param>
    /// <param name="estimator">k2 or k3.</param>
    private static Tensor Divergence(Tensor x, KlEstimator estimator) => estimator == KlEstimator.K2
        ? x.pow(Scalars.Two) / Scalars.Two
        : x.neg().exp().add(x, Scalars.One) - Scalars.One;
}
