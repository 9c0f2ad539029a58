namespace Empo.Method;

/// <summary>
/// Rewards of the G samples of one question, [G] in sample order.
/// <para>
/// <c>noAnswer</c> is what a sample without an answer gets: 0 in the released TRL mathematics recipe, -0.5 in its natural-reasoning
/// recipe; null treats it as the cluster of one that it is, as the verl tree does (an EMPO reward of 1/G). Where a reward can be negative
/// it is an upper bound (<see cref="MissingAnswer"/>), or a silent response would earn most.
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

    /// <summary>
    /// Cluster probability by any estimator: <c>r_i = p(c(i))</c> with p of <see cref="SemanticEntropy.ClusterProbabilities"/>, so likely
    /// wordings count more than rare ones. With equal scores it is <see cref="Empo"/>. Example: ids 0 0 1 2 with p .642189 .096230 .261581
    /// give .642189 .642189 .096230 .261581. No released EMPO code rewards it.
    /// </summary>
    /// <param name="clusterIds">[G] cluster ids numbered by first appearance.</param>
    /// <param name="probabilities">[M] probability of each cluster.</param>
    public static double[] ClusterProbability(ReadOnlySpan<int> clusterIds, ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> answered, double? noAnswer)
    {
        double[] rewards = new double[clusterIds.Length];
        for (int i = 0; i < rewards.Length; i++)
        {
            rewards[i] = answered[i] || noAnswer is null ? probabilities[clusterIds[i]] : noAnswer.Value;
        }

        return rewards;
    }

    /// <summary>
    /// Self-certainty: <c>r_i = (1/T_i) Σ_t KL(U ‖ p_t)</c> in nats, the mean divergence of the uniform distribution over the vocabulary
    /// from each token's; 0 for a uniform policy, without an upper bound. An empty response has 0. Example: tokens .2 .6 give .4.
    /// Source: Intuitor, arXiv 2505.19590.
    /// </summary>
    /// <param name="perToken">[G][T_i] divergences in nats.</param>
    public static double[] SelfCertainty(IReadOnlyList<float[]> perToken, ReadOnlySpan<bool> answered, double? noAnswer) =>
        TokenMean(perToken, 1, answered, noAnswer);

    /// <summary>
    /// Token entropy: <c>r_i = -(1/T_i) Σ_t H(p_t)</c> in nats, at most 0; the policy earns by being sure of each token. Example: tokens
    /// .2 .6 give -.4. A response without an answer earns noAnswer at most, so with 0 what its tokens say.
    /// Source: RENT, arXiv 2505.22660, and EM-RL, arXiv 2505.15134 (token level).
    /// </summary>
    /// <param name="perToken">[G][T_i] entropies in nats.</param>
    public static double[] TokenEntropy(IReadOnlyList<float[]> perToken, ReadOnlySpan<bool> answered, double? noAnswer) =>
        TokenMean(perToken, -1, answered, noAnswer);

    /// <summary>
    /// <see cref="OverlongPenalty"/> of each sample; a response without an answer is penalised like any other, and by noAnswer where that
    /// is less. Example (L 100, cache 20, noAnswer -.5): 85 and 110 tokens without an answer give -.5 and -1.
    /// </summary>
    public static double[] Overlong(ReadOnlySpan<int> tokens, int longest, int cache, ReadOnlySpan<bool> answered, double? noAnswer)
    {
        double[] rewards = new double[tokens.Length];
        for (int i = 0; i < rewards.Length; i++)
        {
            double penalty = OverlongPenalty(tokens[i], longest, cache);
            rewards[i] = answered[i] ? penalty : MissingAnswer.Bounded(penalty, noAnswer);
        }

        return rewards;
    }

    /// <summary>
    /// KL in the reward by k1: <c>r_i - β Σ_t (ln p_rollout - ln p_reference)</c>, nats summed over the response. β = 0 changes nothing.
    /// Example: r .5, β .1, log-probabilities -1 -2 against -1.3 -2 give .47. Source: verl's <c>apply_kl_penalty</c>; off in EMPO's recipes.
    /// </summary>
    /// <param name="logProbs">[T] of the response under the policy that sampled it.</param>
    /// <param name="reference">[T] under the reference.</param>
    public static double WithKlPenalty(double reward, double beta, ReadOnlySpan<float> logProbs, ReadOnlySpan<float> reference)
    {
        double sum = 0;
        for (int t = 0; t < logProbs.Length; t++)
        {
            sum += KlEstimate.K1(logProbs[t], reference[t]);
        }

        return reward - (beta * sum);
    }

    private static double[] TokenMean(IReadOnlyList<float[]> perToken, int sign, ReadOnlySpan<bool> answered, double? noAnswer)
    {
        double[] rewards = new double[perToken.Count];
        for (int i = 0; i < rewards.Length; i++)
        {
            double mean = sign * SequenceScore.Mean(perToken[i]);
            rewards[i] = answered[i] ? mean : MissingAnswer.Bounded(mean, noAnswer);
        }

        return rewards;
    }
}
