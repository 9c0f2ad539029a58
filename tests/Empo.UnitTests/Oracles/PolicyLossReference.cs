using Empo.Method;
namespace Empo.UnitTests.Oracles;

/// <summary>
/// Policy losses in plain double arithmetic, one token at a time: the oracle against which the tensor loss is tested. The loss is
/// minimised; <c>ρ = exp(new - old)</c>.
/// </summary>
internal static class PolicyLossReference
{
    /// <summary>
    /// PPO-clip: <c>l_t = max(-A ρ_t, -A clip(ρ_t, 1 - low, 1 + high))</c>, and with dual clip c and A &lt; 0 <c>l_t = min(l_t, -A c)</c>.
    /// <para>
    /// With new = old it is -A and nothing is clipped. Example: A 1.2, log-ratio 0.2, low = high = 0.2 give -1.44. Source: PPO,
    /// arXiv 1707.06347, equation 7; separate bounds ("clip higher"): DAPO, arXiv 2503.14476; dual clip: arXiv 1912.09729.
    /// Released EMPO: the TRL tree takes one step per rollout, so its ratio is 1 throughout.
    /// </para>
    /// </summary>
    public static TokenLosses PpoClip(PolicyBatch batch, ClipRange clip) =>
        Clipped(batch, clip, (row, token) => batch.NewLogProbs[row][token] - batch.OldLogProbs[row][token]);

    /// <summary>
    /// GSPO: the same with one ratio per sequence, <c>ρ = exp(mean over its unmasked tokens of (new - old))</c>. Aggregate with
    /// <see cref="LossAggregation.SequenceMean"/>: the released verl recipe sets token-mean, but its GSPO loss ignores the setting.
    /// Example: log-ratios 0.0001 -0.0002 0.0002 give ρ = 1.00003333. Source: arXiv 2507.18071, equations 5 to 7.
    /// </summary>
    public static TokenLosses Gspo(PolicyBatch batch, ClipRange clip)
    {
        double[] means = [.. batch.Mask.Select((mask, row) => MeanLogRatio(batch, row, mask))];
        return Clipped(batch, clip, (row, _) => means[row]);
    }

    /// <summary>
    /// CISPO: <c>l_t = -w_t A new_t</c> with the weight <c>w_t = clip(ρ_t, 1 - low, 1 + high)</c>, a constant. Example: A 1.2, new -0.8,
    /// log-ratio 0.2, low = high = 0.2 give 1.152. Source: arXiv 2506.13585, equations 4 and 5.
    /// </summary>
    /// <param name="weights">The batch whose ratios are the weights; another one than <paramref name="batch"/> where differences are
    /// taken.</param>
    public static TokenLosses Cispo(PolicyBatch batch, ClipRange clip, PolicyBatch weights)
    {
        double[][] ratios =
        [
            .. weights.NewLogProbs.Select((row, n) => row.Select((now, t) => Math.Exp(now - weights.OldLogProbs[n][t])).ToArray()),
        ];
        double[][] bounded = [.. ratios.Select(row => row.Select(ratio => Math.Clamp(ratio, 1 - clip.Low, 1 + clip.High)).ToArray())];
        double[][] values =
        [
            .. bounded.Select(
                (row, n) =>
                    row.Select((weight, t) => batch.Mask[n][t] ? -weight * batch.Advantages[n] * batch.NewLogProbs[n][t] : 0).ToArray()
            ),
        ];
        bool[] outside =
        [
            .. ratios
                .SelectMany((row, n) => row.Select((ratio, t) => (Counts: batch.Mask[n][t], Outside: ratio != bounded[n][t])))
                .Where(token => token.Counts)
                .Select(token => token.Outside),
        ];
        return new TokenLosses
        {
            Values = values,
            ClipFraction = outside.Length == 0 ? 0 : outside.Count(token => token) / (double)outside.Length,
        };
    }

    private static TokenLosses Clipped(PolicyBatch batch, ClipRange clip, Func<int, int, double> logRatio)
    {
        double[][] values = new double[batch.Mask.Length][];
        int tokens = 0;
        int clipped = 0;
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = new double[batch.Mask[row].Length];
            for (int token = 0; token < values[row].Length; token++)
            {
                if (!batch.Mask[row][token])
                {
                    continue;
                }

                (values[row][token], bool isClipped) = TokenLoss(batch.Advantages[row], Math.Exp(logRatio(row, token)), clip);
                tokens++;
                clipped += isClipped ? 1 : 0;
            }
        }

        return new TokenLosses { Values = values, ClipFraction = tokens == 0 ? 0 : (double)clipped / tokens };
    }

    private static (double Loss, bool IsClipped) TokenLoss(double advantage, double ratio, ClipRange clip)
    {
        double plain = -advantage * ratio;
        double bounded = -advantage * Math.Clamp(ratio, 1 - clip.Low, 1 + clip.High);
        double loss = Math.Max(plain, bounded);
        double most = clip.Dual is { } dual && advantage < 0 ? -advantage * dual : double.PositiveInfinity;
        return (Math.Min(loss, most), bounded > plain || loss > most);
    }

    private static double MeanLogRatio(PolicyBatch batch, int row, bool[] mask)
    {
        double sum = 0;
        for (int token = 0; token < mask.Length; token++)
        {
            sum += mask[token] ? batch.NewLogProbs[row][token] - batch.OldLogProbs[row][token] : 0;
        }

        return sum / Math.Max(1, mask.Count(counts => counts));
    }
}
