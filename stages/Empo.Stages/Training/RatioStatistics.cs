using Empo.Method;

namespace Empo.Stages.Training;

/// <summary>How far a policy has moved from the one before the round's first step, over tokens.</summary>
/// <param name="Tokens">Response tokens, computed or not.</param>
/// <param name="ClipFraction">Share of tokens that the loss's clip range bounds. Example: the reference cases C1 and C2 of PPO have 2/7 and
/// 1/7.</param>
/// <param name="Mean">Mean of exp(new - old) over the computed tokens; 1 where none is computed.</param>
/// <param name="K3">Mean of ratio - 1 - ln(ratio) over the computed tokens: the k3 estimate of KL(old || new) in nats. 0 where none is
/// computed.</param>
internal sealed record RatioStatistics(long Tokens, double ClipFraction, double Mean, double K3)
{
    /// <param name="oldLogProbs">Old log-probabilities of each computed sample's response tokens.</param>
    /// <param name="newLogProbs">New log-probabilities of the same tokens.</param>
    /// <param name="clips">The tokens that the loss clipped, and the tokens that it could have clipped.</param>
    /// <param name="all">Response tokens, computed or not.</param>
    public static RatioStatistics From(
        IReadOnlyList<double[]> oldLogProbs,
        IReadOnlyList<double[]> newLogProbs,
        (long Clipped, long Clippable) clips,
        long all
    )
    {
        var (tokens, ratios, k3) = (0L, 0.0, 0.0);
        foreach (var (old, now) in oldLogProbs.Zip(newLogProbs))
        {
            for (var t = 0; t < old.Length; t++)
            {
                var ratio = Math.Exp(now[t] - old[t]);
                ratios += ratio;
                k3 += KlEstimate.K3(old[t], now[t]);
            }

            tokens += old.Length;
        }

        var share = clips.Clippable == 0 ? 0 : (double)clips.Clipped / clips.Clippable;
        return tokens == 0 ? new RatioStatistics(all, share, 1, 0) : new RatioStatistics(all, share, ratios / tokens, k3 / tokens);
    }
}
