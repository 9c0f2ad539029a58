namespace Empo.Method.Rewards;

/// <summary>
/// Majority vote: 1 for every member of every cluster of the largest size (all ties win), 0 otherwise. TTRL, in contrast, breaks ties. The
/// verl tree does as here. Example: ids 0 0 1 1 2 give 1 1 1 1 0.
/// </summary>
public static class VotingReward
{
    public static Reward Reward { get; } = new()
    {
        Name = "voting",
        Story = "those with the most frequent answer were rewarded (majority vote)",
        Compute = Compute,
    };

    private static double[] Compute(RewardGroup group)
    {
        ClusterStatistics statistics = ClusterStatistics.Of(group.Clusters, group.Answered);
        int largest = statistics.Counts[statistics.MajorityCluster];
        return [.. group.Clusters.Select(cluster => statistics.Counts[cluster] == largest ? 1.0 : 0)];
    }
}
