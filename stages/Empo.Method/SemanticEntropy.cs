namespace Empo.Method;

/// <summary>
/// Entropy over the meanings of the answers to one question, in nats: 0 when all agree, ln G when no two of G agree.
/// </summary>
public static class SemanticEntropy
{
    /// <summary>
    /// Frequency estimator: <c>H = -Σ_j p_j ln p_j</c> with <c>p_j = |c_j| / G</c>, 0 ≤ H ≤ ln M ≤ ln G.
    /// <para>
    /// Exactly 0 for one cluster; the terms are added in the order of cluster size, so the value is the same for every order of the
    /// samples. Near ln G it is rounded like any sum: with G = 3, 6, 7, 10 … different answers the result is just below <c>Math.Log(G)</c>.
    /// That is why no decision compares it with ln G (see <see cref="QuestionFilter"/>).
    /// </para>
    /// <para>Example: ids 0 1 2 1 give 1.039721 (G = 4). Source: arXiv 2504.05812, equations 3 and 4.</para>
    /// </summary>
    /// <param name="clusterIds">[G] cluster ids numbered by first appearance.</param>
    public static double OfClusters(ReadOnlySpan<int> clusterIds)
    {
        List<int> counts = ClusterStatistics.Count(clusterIds);
        return OfCounts(counts);
    }

    /// <summary>The same from the cluster sizes; zero counts are not allowed.</summary>
    public static double OfCounts(IReadOnlyList<int> counts)
    {
        int[] ordered = [.. counts.Order()];
        double samples = ordered.Sum();
        double entropy = 0;
        foreach (int count in ordered)
        {
            double share = count / samples;
            entropy -= share * Math.Log(share);
        }

        return entropy + 0.0;
    }

    /// <summary>
    /// Likelihood ("Rao") estimator: <c>w_i = exp(s_i) / Σ_k exp(s_k)</c> over the G samples, <c>p_j = Σ_{i in c_j} w_i</c>,
    /// <c>H = -Σ_j p_j ln p_j</c>, in [0, ln M].
    /// <para>
    /// s_i is the log-probability of sample i, see <see cref="SequenceScore"/> for its two forms. With equal scores it equals the frequency
    /// estimator, also where all are -∞. Among other samples, one of probability 0 (score -∞) adds nothing. A NaN score gives NaN. Example:
    /// ids 0 0 1 2 with scores -0.2 -0.4 -1.5 -0.5 give 0.860467.
    /// </para>
    /// <para>
    /// Source: Farquhar et al. 2024, as in the released semantic-uncertainty code. EMPO itself never rewards it; here it is an option.
    /// </para>
    /// </summary>
    /// <param name="clusterIds">[G] cluster ids numbered by first appearance.</param>
    /// <param name="scores">[G] log-probability of each sample, in nats.</param>
    public static double OfLikelihoods(ReadOnlySpan<int> clusterIds, ReadOnlySpan<double> scores)
    {
        double entropy = 0;
        foreach (double probability in ClusterProbabilities(clusterIds, scores))
        {
            entropy -= probability == 0 ? 0 : probability * Math.Log(probability);
        }

        return Math.Max(0.0, entropy);
    }

    /// <summary>
    /// Probability p_j of each cluster by the likelihood estimator, [M], sums to 1. Example: ids 0 0 1 2 with scores
    /// -0.4 -1.2 -3.0 -0.5 give 0.596815 0.030585 0.372600.
    /// </summary>
    public static double[] ClusterProbabilities(ReadOnlySpan<int> clusterIds, ReadOnlySpan<double> scores)
    {
        if (clusterIds.IsEmpty || clusterIds.Length != scores.Length)
        {
            throw new ArgumentException($"A group needs as many scores as cluster ids: {scores.Length} and {clusterIds.Length}.");
        }

        double[] mass = new double[ClusterStatistics.Count(clusterIds).Count];
        // Subtracting the largest score keeps exp in range for sequences of thousands of tokens.
        double largest = double.NegativeInfinity;
        foreach (double score in scores)
        {
            largest = Math.Max(largest, score);
        }

        double total = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            // Equal scores get equal weights; -∞ minus -∞ would be NaN.
            double weight = scores[i] == largest ? 1 : Math.Exp(scores[i] - largest);
            mass[clusterIds[i]] += weight;
            total += weight;
        }

        return [.. mass.Select(weight => weight / total)];
    }

    /// <summary>ln G, the entropy of G different answers. A threshold in nats is meaningful only together with its G.</summary>
    public static double Largest(int samples) => Math.Log(samples);
}
