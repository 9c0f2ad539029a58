using Empo.Benchmarks.Estimates;

namespace Empo.UnitTests.Benchmarks;

public sealed class ScaleEstimateTests
{
    [Fact]
    public void More_cards_are_never_slower_and_never_beat_the_longest_response()
    {
        int[] cards = [1, 2, 8, 64, 512];
        var rows = cards.Select(ScaleEstimate.Of).ToList();

        Assert.All(rows.Zip(rows.Skip(1)), pair =>
        {
            Assert.True(pair.Second.Sampling <= pair.First.Sampling);
            Assert.True(pair.Second.Update <= pair.First.Update);
        });
        Assert.All(rows, row => Assert.True(row.Sampling >= ScaleEstimate.MostTokens * ScaleEstimate.StepSeconds));
        Assert.All(rows, row => Assert.InRange(row.Busy, 0.01, 1.0));
    }

    /// <summary>8 N cards need at least an eighth of the time of N.</summary>
    [Fact]
    public void No_speed_up_is_above_the_number_of_cards() => Assert.All(
        new[] { 2, 8, 64, 512 },
        cards => Assert.True(ScaleEstimate.Of(1).Total(oneHost: true) / ScaleEstimate.Of(cards).Total(oneHost: true) <= cards)
    );
}
