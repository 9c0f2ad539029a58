namespace Empo.Method;

/// <summary>
/// Rewards of the G samples of one question, [G] in sample order.
/// <para>
/// <c>noAnswer</c> is what a sample without an answer gets: 0 in the released TRL mathematics recipe, -0.5 in its natural-reasoning
/// recipe; null treats it as the cluster of one that it is, as the verl tree does (an EMPO reward of 1/G).
/// </para>
/// </summary>
public static class Rewards
{
    /// <summary>
    /// EMPO: <c>r_i = |c(i)| / G</c>, the share of the sample's own cluster (not -H). In [1/G, 1] for answered samples; the group
    /// sums to G Σ_j p_j² when every sample is answered, so the mean reward is the probability that two samples agree.
    /// Example: <c>12 12 12 7 - - 12.0 3</c> with noAnswer 0 gives <c>.5 .5 .5 .125 0 0 .5 .125</c>.
    /// Source: arXiv 2504.05812, equation 6.
    /// </summary>
    public static double[] Empo(ReadOnlySpan<int> clusterIds, ReadOnlySpan<bool> answered, double? noAnswer)
    {
        ClusterStatistics statistics = ClusterStatistics.Of(clusterIds, answered);
        double[] rewards = new double[clusterIds.Length];
        for (int i = 0; i < rewards.Length; i++)
        {
            rewards[i] = answered[i] || noAnswer is null ? (double)statistics.Counts[clusterIds[i]] / statistics.Samples : noAnswer.Value;
        }

        return rewards;
    }

    /// <summary>
    /// Majority vote: 1 for every member of every cluster of the largest size (all ties win), 0 otherwise. Unlike TTRL, which
    /// breaks ties; so it is in the verl tree. Example: ids 0 0 1 1 2 give 1 1 1 1 0.
    /// </summary>
    public static double[] Voting(ReadOnlySpan<int> clusterIds, ReadOnlySpan<bool> answered, double? noAnswer)
    {
        ClusterStatistics statistics = ClusterStatistics.Of(clusterIds, answered);
        int largest = statistics.Counts[statistics.MajorityCluster];
        double[] rewards = new double[clusterIds.Length];
        for (int i = 0; i < rewards.Length; i++)
        {
            double vote = statistics.Counts[clusterIds[i]] == largest ? 1 : 0;
            rewards[i] = answered[i] ? vote : noAnswer ?? vote;
        }

        return rewards;
    }

    /// <summary>Supervised: 1 where the answer is the labelled one, else 0. The only reward that sees a label.</summary>
    public static double[] Correct(ReadOnlySpan<bool> correct, ReadOnlySpan<bool> answered, double? noAnswer)
    {
        double[] rewards = new double[answered.Length];
        for (int i = 0; i < rewards.Length; i++)
        {
            double verdict = correct[i] ? 1 : 0;
            rewards[i] = answered[i] ? verdict : noAnswer ?? 0;
        }

        return rewards;
    }

    /// <summary>
    /// The control that knows nothing: uniform in [0, 1) for every answered sample, a pure function of seed, question and sample.
    /// The verl tree draws for unanswered samples too (noAnswer null), the TRL tree does not.
    /// </summary>
    public static double[] Random(ReadOnlySpan<bool> answered, double? noAnswer, ulong seed, ulong question)
    {
        double[] rewards = new double[answered.Length];
        for (int i = 0; i < rewards.Length; i++)
        {
            double drawn = CounterRandom.Uniform(seed, question, (ulong)i, 0);
            rewards[i] = answered[i] ? drawn : noAnswer ?? drawn;
        }

        return rewards;
    }

    /// <summary>1 where an answer was found, else noAnswer (0 for null).</summary>
    public static double[] Format(ReadOnlySpan<bool> answered, double? noAnswer)
    {
        double[] rewards = new double[answered.Length];
        for (int i = 0; i < rewards.Length; i++)
        {
            rewards[i] = answered[i] ? 1 : noAnswer ?? 0;
        }

        return rewards;
    }

    /// <summary>
    /// The control for "longer wins": <c>r_i = min(T_i, L) / L</c> with T_i tokens of a longest L, in [0, 1]; no-answer rule as above
    /// (null: by length like the others).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">L is not positive.</exception>
    public static double[] Length(ReadOnlySpan<int> tokens, int longest, ReadOnlySpan<bool> answered, double? noAnswer)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(longest);

        double[] rewards = new double[tokens.Length];
        for (int i = 0; i < rewards.Length; i++)
        {
            double share = (double)Math.Min(tokens[i], longest) / longest;
            rewards[i] = answered[i] ? share : noAnswer ?? share;
        }

        return rewards;
    }

    /// <summary>
    /// Soft overlong penalty, to be added to a reward: 0 up to <c>L - cache</c> tokens, then <c>(L - cache - T) / cache</c> falling to
    /// -1 at L, and -1 beyond. Example (L 100, cache 20): 80 gives 0, 90 gives -0.5, 110 gives -1. Source: DAPO,
    /// arXiv 2503.14476, equation 13. Present but disabled in EMPO's recipes.
    /// </summary>
    public static double OverlongPenalty(int tokens, int longest, int cache)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cache);

        return Math.Clamp((double)(longest - cache - tokens) / cache, -1, 0) + 0.0;
    }
}
