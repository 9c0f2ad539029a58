namespace Empo.Method;

/// <summary>
/// The meaning clusters of one question as whole-number counts. Decisions about a question use these counts, never a rounded
/// entropy.
/// </summary>
public sealed record ClusterStatistics
{
    /// <summary>Group size G.</summary>
    public required int Samples { get; init; }

    /// <summary>Samples in each cluster, by cluster id; sums to <see cref="Samples"/>.</summary>
    public required IReadOnlyList<int> Counts { get; init; }

    /// <summary>Samples without an answer; each is a separate cluster.</summary>
    public required int Unanswered { get; init; }

    /// <summary>Id of the largest cluster; among ties, the one seen first (its answer is the pseudo-label in the verl tree).</summary>
    public required int MajorityCluster { get; init; }

    /// <summary>Index of the first sample of the largest cluster.</summary>
    public required int MajoritySample { get; init; }

    /// <summary>Number of clusters M, 1 to G.</summary>
    public int Clusters => Counts.Count;

    /// <summary>Share of the largest cluster, 1/G to 1.</summary>
    public double MajorityShare => (double)Counts[MajorityCluster] / Samples;

    /// <summary>Share of samples without an answer, 0 to 1.</summary>
    public double UnansweredShare => (double)Unanswered / Samples;

    /// <summary>Counts one group. Ids must be 0..M-1, each used, numbered by first appearance.</summary>
    /// <param name="clusterIds">[G], as <see cref="Answers.AnswerClusters.Assign"/> gives them.</param>
    /// <param name="answered">[G], false where a sample has no answer.</param>
    /// <exception cref="ArgumentException">The group is empty, the lengths differ, or an id skips a number.</exception>
    public static ClusterStatistics Of(ReadOnlySpan<int> clusterIds, ReadOnlySpan<bool> answered)
    {
        if (clusterIds.IsEmpty || clusterIds.Length != answered.Length)
        {
            throw new ArgumentException($"A group needs as many cluster ids as answers: {clusterIds.Length} and {answered.Length}.");
        }

        List<int> counts = Count(clusterIds);
        int majority = counts.IndexOf(counts.Max());
        return new ClusterStatistics
        {
            Samples = clusterIds.Length,
            Counts = counts,
            Unanswered = answered.Count(false),
            MajorityCluster = majority,
            MajoritySample = clusterIds.IndexOf(majority),
        };
    }

    /// <summary>Samples in each cluster, by cluster id.</summary>
    internal static List<int> Count(ReadOnlySpan<int> clusterIds)
    {
        List<int> counts = [];
        foreach (int id in clusterIds)
        {
            if (id < 0 || id > counts.Count)
            {
                throw new ArgumentException($"Cluster id {id} skips a number: ids are 0, 1, 2 ... in the order of first appearance.");
            }

            if (id == counts.Count)
            {
                counts.Add(0);
            }

            counts[id]++;
        }

        return counts;
    }
}
