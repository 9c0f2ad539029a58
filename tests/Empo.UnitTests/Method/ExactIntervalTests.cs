using Empo.Benchmarks;
using Empo.Method;

namespace Empo.UnitTests.Method;

public sealed class ExactIntervalTests
{
    // Published tables of Clopper and Pearson's limits, 95 %; 0 and n successes by (α/2)^(1/n).
    [Theory]
    [InlineData(9, 10, 0.554984, 0.997471)]
    [InlineData(5, 10, 0.187086, 0.812914)]
    [InlineData(1, 10, 0.002529, 0.445016)]
    [InlineData(3, 12, 0.054861, 0.571858)]
    public void Limits_are_those_of_the_tables(int successes, int n, double low, double high)
    {
        Interval interval = ExactInterval.OfShare(successes, n);

        NumberAssert.Near([(double)successes / n, low, high], [interval.Estimate, interval.Low, interval.High]);
    }

    [Fact]
    public void None_and_all_have_a_closed_form()
    {
        double bound = Math.Pow(0.025, 1.0 / 10);

        NumberAssert.Near(
            [0, 0, 1 - bound],
            [ExactInterval.OfShare(0, 10).Estimate, ExactInterval.OfShare(0, 10).Low, ExactInterval.OfShare(0, 10).High]
        );
        NumberAssert.Near([bound, 1], [ExactInterval.OfShare(10, 10).Low, ExactInterval.OfShare(10, 10).High]);
    }

    [Fact]
    public void It_covers_at_least_as_often_as_it_says()
    {
        foreach (var share in new[] { 0.03, 0.2, 0.5, 0.77 })
        {
            double covered = Enumerable
                .Range(0, 16)
                .Where(k => ExactInterval.OfShare(k, 15) is var interval && interval.Low <= share && share <= interval.High)
                .Sum(k => Binomial(k, 15, share));

            Assert.InRange(covered, 0.95, 1.0000001);
        }
    }

    [Fact]
    public void More_successes_than_trials_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactInterval.OfShare(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactInterval.OfShare(0, 0));
    }

    private static double Binomial(int k, int n, double share) =>
        Enumerable.Range(0, k).Aggregate(1.0, (choose, i) => choose * (n - i) / (i + 1)) * Math.Pow(share, k) * Math.Pow(1 - share, n - k);
}
