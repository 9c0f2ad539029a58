namespace Empo.Method;

/// <summary>The probability that the most frequent answer of k of the samples is correct.</summary>
public static class MajorityAtK
{
    private const int MaxSubsets = 20_000;
    private const int Draws = 2_000;

    /// <summary>
    /// Expectation over all k-subsets of the n samples (without replacement) of "the largest cluster of the subset is correct"; ties
    /// go to the cluster seen first in sample order. Exact where there are at most 20,000 subsets (n = 16: every k), otherwise
    /// the mean over 2,000 seeded subsets (standard error at most 0.0112).
    /// <para>
    /// Example: answers A B A C A B, A correct: k = 3 gives 0.65, k = 5 gives 0.833333. k = 1 is the share of correct samples. verl's maj@k
    /// differs: it is a bootstrap with replacement (1,000 draws, seed 42).
    /// </para>
    /// </summary>
    /// <param name="clusterIds">[n] cluster ids numbered by first appearance.</param>
    /// <param name="correct">[n] whether the sample's answer is the labelled one; read at the cluster's first sample in the subset.</param>
    /// <param name="k">Votes, 1 to n.</param>
    /// <param name="seed">Seed of the subsampling; unused where the value is exact.</param>
    public static double Expected(ReadOnlySpan<int> clusterIds, ReadOnlySpan<bool> correct, int k, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, clusterIds.Length);
        if (clusterIds.Length != correct.Length)
        {
            throw new ArgumentException(
                $"As many verdicts as cluster ids are needed: {correct.Length} and {clusterIds.Length}.",
                nameof(correct)
            );
        }

        int[] votes = new int[ClusterStatistics.Count(clusterIds).Count];
        return IsFewSubsets(clusterIds.Length, k)
            ? OverAllSubsets(clusterIds, correct, k, votes)
            : OverDrawnSubsets(clusterIds, correct, k, (votes, seed));
    }

    private static bool IsFewSubsets(int samples, int k)
    {
        double subsets = 1;
        for (int i = 1; i <= Math.Min(k, samples - k); i++)
        {
            subsets *= (double)(samples - Math.Min(k, samples - k) + i) / i;
        }

        return subsets < MaxSubsets + 0.5;
    }

    private static double OverAllSubsets(ReadOnlySpan<int> clusterIds, ReadOnlySpan<bool> correct, int k, int[] votes)
    {
        int[] subset = [.. Enumerable.Range(0, k)];
        int hits = 0;
        int subsets = 0;
        do
        {
            hits += IsMajorityCorrect(clusterIds, correct, subset, votes) ? 1 : 0;
            subsets++;
        }
        while (MoveNext(subset, clusterIds.Length));

        return (double)hits / subsets;
    }

    private static double OverDrawnSubsets(ReadOnlySpan<int> clusterIds, ReadOnlySpan<bool> correct, int k, (int[] Votes, ulong Seed) work)
    {
        int[] order = [.. Enumerable.Range(0, clusterIds.Length)];
        int hits = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            for (int i = 0; i < k; i++)
            {
                int other = i + CounterRandom.Below(order.Length - i, work.Seed, 0, (ulong)draw, (ulong)i);
                (order[i], order[other]) = (order[other], order[i]);
            }

            int[] subset = order[..k];
            Array.Sort(subset);
            hits += IsMajorityCorrect(clusterIds, correct, subset, work.Votes) ? 1 : 0;
        }

        return (double)hits / Draws;
    }

    private static bool IsMajorityCorrect(ReadOnlySpan<int> clusterIds, ReadOnlySpan<bool> correct, int[] subset, int[] votes)
    {
        Array.Clear(votes);
        foreach (int sample in subset)
        {
            votes[clusterIds[sample]]++;
        }

        int winner = subset[0];
        foreach (int sample in subset)
        {
            winner = votes[clusterIds[sample]] > votes[clusterIds[winner]] ? sample : winner;
        }

        return correct[winner];
    }

    // Next k-subset of 0..n-1 in lexicographic order.
    private static bool MoveNext(int[] subset, int samples)
    {
        int i = subset.Length - 1;
        while (i >= 0 && subset[i] == samples - subset.Length + i)
        {
            i--;
        }

        if (i < 0)
        {
            return false;
        }

        subset[i]++;
        for (int j = i + 1; j < subset.Length; j++)
        {
            subset[j] = subset[j - 1] + 1;
        }

        return true;
    }
}
