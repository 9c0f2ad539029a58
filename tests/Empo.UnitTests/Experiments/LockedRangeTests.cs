using Empo.Experiments.Reproduction;

namespace Empo.UnitTests.Experiments;

public sealed class LockedRangeTests
{
    /// <summary>
    /// pass@1 of the default experiment's last policies, seeds 1 to 5 (docs/studies/results.md), with about their intervals.
    /// </summary>
    private static readonly (double, double, double)[] PassAt1 =
    [
        .. new[] { 0.9385, 0.8704, 0.8357, 0.8301, 0.9138 }.Select(value => (value, value - 0.015, value + 0.01)),
    ];

    [Fact]
    public void A_further_seed_is_expected_within_the_prediction_interval()
    {
        var range = LockedRange.Of(PassAt1);

        // 0.8777 ± 4.604 x 0.04765 x sqrt(1.2), by hand.
        Assert.Equal((0.6374, 1.0), (Math.Round(range.Low, 4), range.High));
        Assert.Equal((true, false), (range.Holds(0.64), range.Holds(0.2)));
    }

    [Fact]
    public void Every_seed_lies_where_the_other_four_lead_to_expect_it() =>
        Assert.All(PassAt1, seed => Assert.True(LockedRange.Of([.. PassAt1.Where(other => other != seed)]).Holds(seed.Item1)));

    [Fact]
    public void Of_few_seeds_only_their_own_intervals_are_known()
    {
        Assert.Equal((0.4, 0.6), (LockedRange.Of([(0.5, 0.4, 0.6)]).Low, LockedRange.Of([(0.5, 0.4, 0.6)]).High));
        Assert.Equal(
            (0.3, 0.6),
            (LockedRange.Of([(0.5, 0.4, 0.6), (0.4, 0.3, 0.45)]).Low, LockedRange.Of([(0.5, 0.4, 0.6), (0.4, 0.3, 0.45)]).High)
        );
    }

    [Fact]
    public void Equal_seeds_still_have_the_width_of_their_intervals()
    {
        var range = LockedRange.Of([.. Enumerable.Repeat((0.5, 0.4, 0.6), 12)]);

        Assert.Equal((0.4, 0.6, 12), (range.Low, range.High, range.Seeds));
    }
}
