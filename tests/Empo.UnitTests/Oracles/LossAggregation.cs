namespace Empo.UnitTests.Oracles;

/// <summary>
/// How the token losses <c>l_{n,t}</c> of a minibatch become one number; m is the mask, N the number of sequences with a token. A
/// sequence without an unmasked token counts nowhere, and a minibatch without one has loss 0.
/// </summary>
internal static class LossAggregation
{
    /// <summary>
    /// <c>Σ l m / Σ m</c>: every token weighs the same (DAPO). Example: rows 1 2 | 3 4 5 6 | -2 give 2.714286. The mean of the
    /// token-means of micro-batches is another number: normalise by the minibatch's tokens.
    /// </summary>
    public static double TokenMean(double[][] losses, bool[][] mask)
    {
        int tokens = mask.Sum(row => row.Count(counts => counts));
        return tokens == 0 ? 0 : RowSums(losses, mask).Sum() / tokens;
    }

    /// <summary>
    /// <c>(1/N) Σ_n (Σ_t l m / Σ_t m)</c>: every sequence weighs the same (GRPO). The same rows give 1.333333. TRL divides by all
    /// sequences, fully masked ones too; here only those with a token count.
    /// </summary>
    public static double SequenceMean(double[][] losses, bool[][] mask)
    {
        double[] sums = RowSums(losses, mask);
        int[] lengths = [.. mask.Select(row => row.Count(counts => counts))];
        int sequences = lengths.Count(length => length > 0);
        return sequences == 0 ? 0 : sums.Select((sum, row) => lengths[row] == 0 ? 0 : sum / lengths[row]).Sum() / sequences;
    }

    /// <summary><c>(1/N) Σ_n Σ_t l m</c>: verl's seq-mean-token-sum. The same rows give 6.333333.</summary>
    public static double SequenceSum(double[][] losses, bool[][] mask)
    {
        int sequences = mask.Count(row => row.Contains(true));
        return sequences == 0 ? 0 : RowSums(losses, mask).Sum() / sequences;
    }

    /// <summary>
    /// <c>Σ l m / divisor</c>, a divisor that no sampled length enters. Dr. GRPO in TRL: N × longest length (0.791667 for 3 × 8);
    /// verl's seq-mean-token-sum-norm: the padded width (4.750000 for 4). Source: arXiv 2503.20783.
    /// </summary>
    public static double ConstantDivisor(double[][] losses, bool[][] mask, double divisor) => RowSums(losses, mask).Sum() / divisor;

    private static double[] RowSums(double[][] losses, bool[][] mask) =>
        [.. losses.Select((row, n) => row.Where((_, t) => mask[n][t]).Sum())];
}
