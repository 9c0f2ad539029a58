using Empo.Method;

namespace Empo.UnitTests.Method;

public sealed class ClusterStatisticsTests
{
    [Fact]
    public void Counts_majority_and_unanswered_of_a_group()
    {
        ClusterStatistics statistics = ClusterStatistics.Of([0, 1, 1, 2], [true, true, true, false]);

        Assert.Equal([1, 2, 1], statistics.Counts);
        Assert.Equal((4, 3, 1), (statistics.Samples, statistics.Clusters, statistics.Unanswered));
        Assert.Equal((1, 1), (statistics.MajorityCluster, statistics.MajoritySample));
        Assert.Equal(0.5, statistics.MajorityShare);
        Assert.Equal(0.25, statistics.UnansweredShare);
    }

    [Fact]
    public void Of_equal_clusters_the_first_seen_is_the_majority() =>
        Assert.Equal(0, ClusterStatistics.Of([0, 1, 1, 0], [true, true, true, true]).MajoritySample);

    [Fact]
    public void Ids_that_skip_a_number_are_refused() =>
        Assert.Throws<ArgumentException>(() => ClusterStatistics.Of([0, 2], [true, true]));

    [Fact]
    public void An_empty_group_is_refused() =>
        Assert.Throws<ArgumentException>(() => ClusterStatistics.Of([], []));
}
