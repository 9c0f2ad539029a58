using Empo.Method;

namespace Empo.UnitTests.Method;

public sealed class MajorityAtKTests
{
    private static readonly int[] Clusters = [0, 1, 0, 2, 0, 1];

    [Theory]
    [InlineData(1, 0.500000, 0.333333)]
    [InlineData(3, 0.650000, 0.300000)]
    [InlineData(5, 0.833333, 0.166667)]
    [InlineData(6, 1.000000, 0.000000)]
    public void Exact_expectation_over_all_subsets(int k, double firstIsCorrect, double secondIsCorrect)
    {
        bool[] first = [.. Clusters.Select(id => id == 0)];
        bool[] second = [.. Clusters.Select(id => id == 1)];

        Assert.Equal(firstIsCorrect, MajorityAtK.Expected(Clusters, first, k), 1e-6);
        Assert.Equal(secondIsCorrect, MajorityAtK.Expected(Clusters, second, k), 1e-6);
    }

    [Fact]
    public void Many_subsets_are_sampled_with_a_seed()
    {
        int[] clusters = [.. Enumerable.Range(0, 64).Select(i => i % 4 == 0 ? 1 : 0).Prepend(0)];
        bool[] correct = [.. clusters.Select(id => id == 0)];

        double expected = MajorityAtK.Expected(clusters, correct, 9, seed: 5);

        // P(at least 5 of 9 are of the first kind) when 49 of 65 are: hypergeometric, 0.9660.
        Assert.Equal(0.9660, expected, 0.0165);
        Assert.Equal(expected, MajorityAtK.Expected(clusters, correct, 9, seed: 5));
        Assert.NotEqual(expected, MajorityAtK.Expected(clusters, correct, 9, seed: 6));
    }

    [Fact]
    public void More_votes_than_samples_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MajorityAtK.Expected([0], [true], 2));
}
