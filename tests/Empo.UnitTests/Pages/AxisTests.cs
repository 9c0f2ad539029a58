using CsCheck;
using Empo.Experiments.Pages;

namespace Empo.UnitTests.Pages;

public sealed class AxisTests
{
    private static readonly Gen<double> Values = Gen.OneOf(Gen.Double[-1e3, 1e3], Gen.Double[0, 1], Gen.Double[0, 1e-12], Gen.Const(0.0));

    [Fact]
    public void An_axis_holds_its_values_and_is_not_much_longer_than_they_need() =>
        Values.Array[1, 12].Sample(values =>
        {
            var axis = Axis.Over(values);

            var slack = 1e-9 * axis.Step;
            Assert.All(values, value => Assert.InRange(value, axis.Least - slack, axis.Most + slack));
            Assert.InRange(axis.Ticks.Count, 2, 12);
            Assert.All(axis.Ticks, tick => Assert.InRange(axis.Position(tick), -1e-6, 1 + 1e-6));
            var (least, most) = (Math.Min(values.Min(), 0), Math.Max(values.Max(), 0));
            Assert.True(axis.Most - axis.Least <= (most - least + axis.Step) * 2, $"{axis} for {string.Join(' ', values)}");
        });

    [Fact]
    public void Shares_near_the_ends_stay_between_0_and_100_percent() =>
        Gen.Double[0, 1].Array[1, 12].Sample(values =>
        {
            var axis = Axis.Over(values, isShare: true);

            Assert.InRange(axis.Least, -1e-9, 1);
            Assert.InRange(axis.Most, 0, 1 + 1e-9);
            Assert.True(axis.Most - axis.Least >= 0.05 - 1e-9);
        });

    [Fact]
    public void Small_shares_are_not_drawn_on_the_whole_hundred_percent()
    {
        var axis = Axis.Over([0.001, 0.007], isShare: true);

        Assert.Equal((0, 0.05), (axis.Least, Math.Round(axis.Most, 9)));
    }

    [Theory]
    [InlineData(1, 12, "1 5 10 12")]
    [InlineData(0, 12, "0 5 10 12")]
    [InlineData(1, 1, "1 2")]
    [InlineData(1, 40, "1 10 20 30 40")]
    public void Rounds_are_whole_and_begin_and_end_at_the_first_and_the_last(int first, int last, string ticks)
    {
        var axis = Axis.OverWhole([first, last]);

        Assert.Equal(ticks, string.Join(' ', axis.Ticks.Select(axis.Text)));
    }

    [Fact]
    public void Ticks_of_a_very_small_quantity_differ_in_their_text() =>
        Gen.Double[1e-15, 1e9].Sample(most =>
        {
            var axis = Axis.Over([0, most]);

            Assert.Distinct(axis.Ticks.Select(axis.Text));
            Assert.All(axis.Ticks, tick => Assert.True(axis.Text(tick).Length <= 7, axis.Text(tick)));
        });
}
