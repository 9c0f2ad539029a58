using Empo.Experiments.Protocol;

namespace Empo.UnitTests.Experiments;

public sealed class WireLogTests
{
    private readonly SetClock _clock = new();
    private readonly List<string> _lines = [];

    /// <summary>
    /// One step a second: nothing for ten seconds, then a line every ten, every thirty after a minute, every sixty after ten.
    /// </summary>
    [Fact]
    public void Progress_is_shown_ever_less_often_with_the_rate_since_the_first_step()
    {
        var log = new WireLog(_lines.Add, _clock);
        for (var step = 1; step <= 1300; step++)
        {
            log.Progress("update", step, 1300, "steps");
            _clock.Seconds++;
        }

        Assert.Equal("  update: 11/1300 steps, 1 steps/s, 21 min 29 s left", _lines[0]);
        Assert.Equal("  update: 21/1300 steps, 1 steps/s, 21 min 19 s left", _lines[1]);
        Assert.Equal(6 + 18 + 11, _lines.Count, 2.0);
        Assert.DoesNotContain(_lines, line => line.Contains("1300/1300", StringComparison.Ordinal));
    }

    [Fact]
    public void Slow_work_is_counted_by_the_minute_and_work_that_stands_still_is_not_shown()
    {
        var log = new WireLog(_lines.Add, _clock);
        log.Progress("rollout", 0, 10, "chunks");
        foreach (var done in new[] { 0, 0, 1, 1, 2 })
        {
            _clock.Seconds += 30;
            log.Progress("rollout", done, 10, "chunks");
        }

        Assert.Equal(
            ["  rollout: 1/10 chunks, 0.7 chunks/min, 13 min 30 s left", "  rollout: 1/10 chunks, 0.5 chunks/min, 18 min 0 s left",
                "  rollout: 2/10 chunks, 0.8 chunks/min, 10 min 0 s left"],
            _lines
        );
    }

    [Fact]
    public void An_activity_that_begins_again_has_a_rate_of_its_own()
    {
        var log = new WireLog(_lines.Add, _clock);
        foreach (var (seconds, done) in new[] { (0, 1L), (100, 2), (1, 2), (0, 0), (10, 100) })
        {
            _clock.Seconds += seconds;
            log.Progress("update", done, seconds == 1 ? 2 : 200, "steps");
        }

        Assert.Equal("  update: 100/200 steps, 10 steps/s, 10 s left", _lines[^1]);
    }

    private sealed class SetClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
