using Empo.Method.Answers;

namespace Empo.UnitTests.Method.Answers;

/// <summary>Clusters of three members and more: what a later member adds, and what it must not.</summary>
public sealed class MeaningClustersTests
{
    [Theory]
    [InlineData(new[] { "5", "x=5", "y=5" }, new[] { 0, 0, 1 })]
    [InlineData(new[] { "x=5", "5", "y=5" }, new[] { 0, 0, 1 })] // a member without a name takes none away
    [InlineData(new[] { "x=5", @"5\text{ cm}", @"5\text{ m}" }, new[] { 0, 0, 1 })]
    [InlineData(new[] { @"5\text{ cm}", "x=5", "y=5" }, new[] { 0, 0, 1 })]
    [InlineData(new[] { @"5\text{ cm}", "5", @"5\text{ m}" }, new[] { 0, 0, 1 })]
    [InlineData(new[] { "5", @"5\text{ cm}", "x=5", "y=5", @"5\text{ m}", "z=5" }, new[] { 0, 0, 0, 1, 1, 2 })]
    [InlineData(new[] { "y=5", "x=5", "5", "x=5" }, new[] { 0, 1, 0, 1 })] // of two that fit the first
    [InlineData(new[] { "0.3333333", "1/3", "2/6" }, new[] { 0, 0, 0 })]
    [InlineData(new[] { "(1/3,1)", "(0.3333333,1)", "(0.333,1)" }, new[] { 0, 0, 1 })]
    [InlineData(new[] { "2", "1/3", "x=0.3333333", "y=1/3" }, new[] { 0, 1, 1, 2 })]
    [InlineData(new[] { "x=0.5", "y=0.5", "0.5" }, new[] { 0, 1, 0 })]
    public void Names_units_and_decimals(string[] answers, int[] expected) =>
        Assert.Equal(expected, new CanonicalEquivalence().Cluster(answers));

    [Fact]
    public void Missing_answers_stay_alone_among_decimals() =>
        Assert.Equal([0, 1, 2, 3, 0], new CanonicalEquivalence().Cluster(["0.25", null, null, " ", "1/4"]));
}
