using System.Diagnostics;

namespace Empo.Benchmarks.Gpu;

/// <summary>
/// The time that is left. A step gets its own share of the whole at most, so that one that hangs leaves some to the others.
/// </summary>
internal sealed class GpuClock(TimeSpan all)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>The limit of a step; zero when the time is over.</summary>
    public TimeSpan Limit(double share)
    {
        var left = all - _clock.Elapsed;
        var own = all * share;
        return left < TimeSpan.Zero ? TimeSpan.Zero
            : left < own ? left
            : own;
    }
}
