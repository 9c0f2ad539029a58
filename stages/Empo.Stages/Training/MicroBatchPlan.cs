namespace Empo.Stages.Training;

/// <summary>
/// Which sequences go through the model together. They are sorted by length, longest first, so that a lack of memory shows at once. Ties
/// keep the given order, so the plan is a function of the lengths alone.
/// </summary>
internal static class MicroBatchPlan
{
    /// <summary>Below this share of the longest row, a shorter row costs more as padding than as part of a further micro-batch.</summary>
    private const double ShortestShare = 0.75;

    /// <summary>Micro-batches of fewer padded tokens than this are dominated by fixed costs; they take shorter rows too.</summary>
    private const int WorthwhileTokens = 1024;

    /// <param name="lengths">Input length of each sequence.</param>
    /// <param name="paddedTokens">Largest product of rows and longest row in one micro-batch. A longer sequence gets a micro-batch to
    /// itself.</param>
    /// <returns>Indices into <paramref name="lengths"/>; each exactly once.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Split(IReadOnlyList<int> lengths, int paddedTokens)
    {
        var plan = new List<IReadOnlyList<int>>();
        var current = new List<int>();
        foreach (var index in Enumerable.Range(0, lengths.Count).OrderByDescending(index => lengths[index]))
        {
            if (current.Count > 0 && !Fits(lengths[current[0]], lengths[index], current.Count, paddedTokens))
            {
                plan.Add(current);
                current = [];
            }

            current.Add(index);
        }

        if (current.Count > 0)
        {
            plan.Add(current);
        }

        return plan;
    }

    private static bool Fits(int longest, int length, int rows, int paddedTokens) =>
        (rows + 1L) * longest <= paddedTokens
        && (length >= ShortestShare * longest || (long)rows * longest < WorthwhileTokens);
}
