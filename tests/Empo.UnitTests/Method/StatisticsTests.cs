using CsCheck;
using Empo.Method;

namespace Empo.UnitTests.Method;

public sealed class StatisticsTests
{
    [Fact]
    public void Wilson_interval_of_eight_in_ten()
    {
        Interval interval = WilsonInterval.Of(8, 10);

        NumberAssert.Near([0.8, 0.490162, 0.943318], [interval.Estimate, interval.Low, interval.High]);
    }

    [Fact]
    public void Wilson_interval_has_a_width_at_the_ends()
    {
        Assert.Equal(0, WilsonInterval.Of(0, 20).Low);
        Assert.Equal(0.161125, WilsonInterval.Of(0, 20).High, 1e-6);
        Assert.Equal(1, WilsonInterval.Of(20, 20).High);
    }

    [Fact]
    public void Bootstrap_repeats_itself_and_contains_the_mean() =>
        Gen.Double[0, 1].Array[2, 40].Sample(
            values =>
            {
                Interval interval = Bootstrap.OverQuestions(values, 7, 200);

                Assert.Equal(interval, Bootstrap.OverQuestions(values, 7, 200));
                Assert.Equal(values.Average(), interval.Estimate, 1e-12);
                Assert.InRange(interval.Low, values.Min() - 1e-12, interval.High);
                Assert.InRange(interval.High, interval.Low, values.Max() + 1e-12);
            },
            iter: 50);

    [Fact]
    public void Bootstrap_of_equal_values_has_no_width_and_of_halves_their_mean()
    {
        Assert.Equal(0.5, Bootstrap.OverQuestions([0, 0, 1, 1], 1).Estimate);
        Assert.Equal(new Interval(0.25, 0.25, 0.25), Bootstrap.OverQuestions([0.25, 0.25], 1));
        Assert.Equal(new Interval(0.75, 0.75, 0.75), Bootstrap.OverQuestions([0.75], 1));
    }

    [Fact]
    public void Bootstrap_has_the_width_of_the_normal_theory()
    {
        double[] values = [.. Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? 0.0 : 1.0)];

        Interval interval = Bootstrap.OverQuestions(values, 1);

        // Standard error 0.5 / 20 = 0.025; 1.96 of them on each side.
        Assert.Equal(0.451, interval.Low, 0.006);
        Assert.Equal(0.549, interval.High, 0.006);
    }

    [Fact]
    public void Quantiles_interpolate_between_order_statistics()
    {
        Assert.Equal(1.75, Bootstrap.Quantile([1, 2, 3, 4], 0.25));
        Assert.True(double.IsNaN(Bootstrap.Quantile([], 0.5)));
    }

    [Theory]
    [InlineData(new double[] { 1, 2, 3, 4 }, new double[] { 1, 3, 2, 4 }, 0.8, 0.8)]
    [InlineData(new double[] { 1, 2, 3, 4 }, new double[] { 1, 8, 27, 64 }, 0.951370, 1)]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 3, 2, 1 }, -1, -1)]
    [InlineData(new double[] { 1, 1, 2 }, new double[] { 1, 2, 3 }, 0.866025, 0.866025)]
    public void Correlations_of_small_series(double[] x, double[] y, double pearson, double spearman) =>
        NumberAssert.Near([pearson, spearman], [Correlation.Pearson(x, y), Correlation.Spearman(x, y)]);

    [Fact]
    public void A_constant_series_has_no_correlation() =>
        Assert.True(double.IsNaN(Correlation.Spearman([0.1, 0.1, 0.1], [1, 2, 3])));
}
