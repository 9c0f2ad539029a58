using Empo.Method;

namespace Empo.Stages.Training;

/// <summary>How far a policy has moved from the one before the round's first step, over tokens.</summary>
/// <param name="Tokens">Response tokens.</param>
/// <param name="ClipFraction">
/// Share of tokens that give no gradient: their clipped term is the smaller one, or the dual clip bounds their loss; for GSPO those of such
/// responses. Example: the reference cases C1 and C2 have 2/7 and 1/7.
/// </param>
/// <param name="Mean">Mean of exp(new - old).</param>
/// <param name="K3">Mean of ratio - 1 - ln(ratio): the k3 estimate of KL(old || new) in nats.</param>
internal sealed record RatioStatistics(long Tokens, double ClipFraction, double Mean, double K3)
{
    /// <param name="samples">With their old log-probabilities.</param>
    /// <param name="newLogProbs">Of each sample's response tokens.</param>
    /// <param name="objective">The loss: whose ratio is clipped, and where.</param>
    public static RatioStatistics Of(IReadOnlyList<UpdateSample> samples, IReadOnlyList<double[]> newLogProbs, PolicyObjective objective)
    {
        var (tokens, clipped, ratios, k3) = (0L, 0L, 0.0, 0.0);
        for (var i = 0; i < samples.Count; i++)
        {
            var (old, advantage, now) = (samples[i].OldLogProbs!, samples[i].Advantage, newLogProbs[i]);
            var response = objective.Ratio == RatioLevel.Sequence ? Math.Exp(now.Zip(old).Average(pair => pair.First - pair.Second)) : (double?)null;
            for (var t = 0; t < old.Length; t++)
            {
                var ratio = Math.Exp(now[t] - old[t]);
                var bounded = response ?? ratio;
                clipped += IsClipped(bounded, advantage, objective.Clip) ? 1 : 0;
                ratios += ratio;
                k3 += KlEstimate.K3(old[t], now[t]);
            }

            tokens += old.Length;
        }

        return new RatioStatistics(tokens, (double)clipped / tokens, ratios / tokens, k3 / tokens);
    }

    private static bool IsClipped(double ratio, double advantage, ClipRange clip) =>
        Math.Clamp(ratio, 1 - clip.Low, 1 + clip.High) * advantage < ratio * advantage || (advantage < 0 && ratio > clip.Dual);
}
