using Empo.Method;

namespace Empo.Stages.Training;

/// <summary>How far a policy has moved from the one before the round's first step, over tokens.</summary>
/// <param name="Tokens">Response tokens.</param>
/// <param name="ClipFraction">Share of tokens whose clipped term is the smaller one, so that they give no gradient; for GSPO those of clipped responses.</param>
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
                clipped += Math.Clamp(bounded, 1 - objective.Clip.Low, 1 + objective.Clip.High) * advantage < bounded * advantage ? 1 : 0;
                ratios += ratio;
                k3 += KlEstimate.K3(old[t], now[t]);
            }

            tokens += old.Length;
        }

        return new RatioStatistics(tokens, (double)clipped / tokens, ratios / tokens, k3 / tokens);
    }
}
