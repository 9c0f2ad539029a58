using Empo.Method;

namespace Empo.Stages.Training;

/// <summary>How far a policy has moved from the one before the round's first step, over tokens.</summary>
/// <param name="Tokens">Response tokens.</param>
/// <param name="ClipFraction">Share of tokens whose clipped term is the smaller one, so that they give no gradient.</param>
/// <param name="Mean">Mean of exp(new - old).</param>
/// <param name="K3">Mean of ratio - 1 - ln(ratio): the k3 estimate of KL(old || new) in nats.</param>
internal sealed record RatioStatistics(long Tokens, double ClipFraction, double Mean, double K3)
{
    /// <param name="samples">With their old log-probabilities.</param>
    /// <param name="newLogProbs">Of each sample's response tokens.</param>
    /// <param name="clip">The clip range of the loss.</param>
    public static RatioStatistics Of(IReadOnlyList<UpdateSample> samples, IReadOnlyList<double[]> newLogProbs, ClipRange clip)
    {
        var (tokens, clipped, ratios, k3) = (0L, 0L, 0.0, 0.0);
        for (var i = 0; i < samples.Count; i++)
        {
            var (old, advantage) = (samples[i].OldLogProbs!, samples[i].Advantage);
            for (var t = 0; t < old.Length; t++)
            {
                var ratio = Math.Exp(newLogProbs[i][t] - old[t]);
                clipped += Math.Clamp(ratio, 1 - clip.Low, 1 + clip.High) * advantage < ratio * advantage ? 1 : 0;
                ratios += ratio;
                k3 += KlEstimate.K3(old[t], newLogProbs[i][t]);
            }

            tokens += old.Length;
        }

        return new RatioStatistics(tokens, (double)clipped / tokens, ratios / tokens, k3 / tokens);
    }
}
