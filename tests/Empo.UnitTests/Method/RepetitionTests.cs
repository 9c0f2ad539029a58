using Empo.Method;

namespace Empo.UnitTests.Method;

public sealed class RepetitionTests
{
    [Theory]
    [InlineData(new[] { 1, 2, 1, 2, 1 }, 2, 0.5)]
    [InlineData(new[] { 1, 2, 3, 4, 5 }, 2, 0)]
    [InlineData(new[] { 9, 9, 9, 9, 9 }, 1, 0.8)]
    [InlineData(new[] { 1, 2, 3 }, 4, 0)]
    [InlineData(new int[0], 4, 0)]
    public void The_share_of_ngrams_seen_before(int[] tokens, int n, double expected) =>
        Assert.Equal(expected, Repetition.Share(tokens, n), 12);

    [Theory]
    [InlineData(new[] { 1.0, 2, 4 }, 1.5)]
    [InlineData(new[] { 5.0, 5, 5, 5 }, 0)]
    [InlineData(new[] { 3.0, 1 }, -2)]
    [InlineData(new[] { 3.0 }, 0)]
    public void The_slope_of_the_least_squares_line(double[] values, double expected) => Assert.Equal(expected, Trend.Slope(values), 12);
}
