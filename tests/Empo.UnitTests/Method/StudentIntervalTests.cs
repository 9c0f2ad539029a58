using Empo.Method;

namespace Empo.UnitTests.Method;

public sealed class StudentIntervalTests
{
    // Tables of Student's distribution, 95 % two-sided unless said.
    [Theory]
    [InlineData(1, 0.95, 12.706205)]
    [InlineData(2, 0.95, 4.302653)]
    [InlineData(3, 0.95, 3.182446)]
    [InlineData(4, 0.95, 2.776445)]
    [InlineData(9, 0.95, 2.262157)]
    [InlineData(30, 0.95, 2.042272)]
    [InlineData(4, 0.99, 4.604095)]
    [InlineData(5, 0.5, 0.726687)]
    public void Points_are_those_of_the_tables(int degreesOfFreedom, double level, double expected) =>
        Assert.Equal(expected, StudentInterval.TwoSidedPoint(degreesOfFreedom, level), 1e-6);

    [Fact]
    public void Many_degrees_of_freedom_are_the_normal_distribution() =>
        Assert.Equal(WilsonInterval.Z95, StudentInterval.TwoSidedPoint(200_000, 0.95), 2e-5);

    [Fact]
    public void Five_values_have_the_interval_of_the_example()
    {
        Interval interval = StudentInterval.OfMean([1, 2, 3, 4, 5]);

        NumberAssert.Near([3, 3 - 1.963243, 3 + 1.963243], [interval.Estimate, interval.Low, interval.High]);
    }

    [Fact]
    public void One_value_has_no_interval_and_equal_values_no_width()
    {
        Assert.True(double.IsNaN(StudentInterval.OfMean([0.5]).Low));
        Assert.Equal(new Interval(0.25, 0.25, 0.25), StudentInterval.OfMean([0.25, 0.25, 0.25]));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentInterval.OfMean([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentInterval.TwoSidedPoint(4, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentInterval.TwoSidedPoint(0, 0.95));
    }
}
