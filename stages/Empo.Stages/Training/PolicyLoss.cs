using Empo.Method;
using Empo.Stages.Modeling;
using Empo.Stages.Training.Losses;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// A policy loss as tensors, flat over response tokens: prompts and padding never get here, so they cannot leak into it.
/// <code>
/// loss = sum_t weight_t * (l_t * importance_t + beta * kl_t - bonus * H_t)
/// </code>
/// l is one of <see cref="PolicyLosses"/>; importance is 1 unless corrected (<see cref="ImportanceCorrection"/>), and no gradient flows
/// through it; kl is k2 or k3 of <see cref="KlEstimate"/>; H is the entropy of the token's distribution in nats. The weights carry the
/// aggregation (<see cref="LossNormalizer"/>). A token of weight 0 is masked: value and gradient are exactly 0, whatever its
/// log-probabilities are.
/// </summary>
internal static class PolicyLoss
{
    /// <summary>The weighted sum over tokens: this micro-batch's share of the minibatch's loss.</summary>
    /// <param name="newLogProbs">[N], with gradient.</param>
    /// <param name="tokens">[N] each.</param>
    /// <param name="objective">The terms of the loss.</param>
    /// <param name="entropies">[N] nats, with gradient; read where there is an entropy bonus.</param>
    public static PolicyLossValue Sum(Tensor newLogProbs, PolicyTokens tokens, PolicyObjective objective, Tensor? entropies = null)
    {
        using var scope = NewDisposeScope();

        // Masked before the exponential: 0 * exp(large) would be NaN in value and gradient.
        var masked = tokens.Weights == Scalars.Zero;
        Tensor Visible(Tensor values) => values.masked_fill(masked, Scalars.Zero);
        var now = Visible(newLogProbs);
        var old = Visible(tokens.Old ?? newLogProbs).detach();
        var logRatio = objective.Loss.Ratio == RatioLevel.Sequence ? MeanOfResponse(now - old, tokens.Rows!, masked) : now - old;
        var (perToken, clipped) = objective.Loss.Compute(new LossInput(logRatio, now, tokens.Advantages), objective.Clip);
        if (objective.Importance != ImportanceCorrection.None)
        {
            perToken *= Importance(old - Visible(tokens.Rollout!), objective);
        }

        if (objective.KlBeta > 0)
        {
            var divergence = Divergence(now - Visible(tokens.Reference!), objective.Kl);
            perToken = perToken.add(divergence * Scalars.Of(objective.KlBeta), Scalars.One);
        }

        if (objective.EntropyBonus > 0)
        {
            perToken -= Visible(entropies!) * Scalars.Of(objective.EntropyBonus);
        }

        return new PolicyLossValue(
            (perToken * tokens.Weights).sum().MoveToOuterDisposeScope(),
            clipped.logical_and(masked.logical_not()).sum().MoveToOuterDisposeScope());
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
