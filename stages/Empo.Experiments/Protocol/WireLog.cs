using System.Diagnostics;
using System.Globalization;
using Empo.Experiments.Execution;

namespace Empo.Experiments.Protocol;

/// <summary>A stage's log that travels to the build line by line; progress at most once a second.</summary>
public sealed class WireLog(Action<string> send) : IStageLog
{
    private readonly Stopwatch _sinceProgress = Stopwatch.StartNew();
    private readonly Dictionary<string, Stopwatch> _activities = new(StringComparer.Ordinal);

    public void Line(string text) => send(text);

    public void Warning(string code, string text, string? file = null, int line = 0) =>
        send(UserError.Canonical("warning", code, text, file, line));

    /// <summary>A line that is canonical already.</summary>
    public void Raw(string text) => send(text);

    public void Progress(string activity, long done, long total, string unit)
    {
        if (!_activities.TryGetValue(activity, out var clock))
        {
            _activities[activity] = clock = Stopwatch.StartNew();
        }

        if (_sinceProgress.Elapsed.TotalSeconds < 1 && done < total)
        {
            return;
        }

        _sinceProgress.Restart();
        var seconds = Math.Max(clock.Elapsed.TotalSeconds, 1e-3);
        var rate = done / seconds;
        var left = rate > 0 ? (total - done) / rate : 0;
        if (done < total || seconds >= 1)
        {
            send(string.Create(CultureInfo.InvariantCulture, $"  {activity}: {done}/{total} {unit}, {rate:F0}/s, {left:F0} s left"));
        }

        if (done >= total)
        {
            _activities.Remove(activity);
        }
    }
}
