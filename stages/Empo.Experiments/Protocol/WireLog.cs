using System.Globalization;
using Empo.Experiments.Execution;
using Empo.Experiments.Runs;

namespace Empo.Experiments.Protocol;

/// <summary>
/// A stage's log that travels to the build line by line. Progress is shown every ten seconds in the first minute of an activity, then every
/// thirty, after ten minutes once a minute.
/// </summary>
/// <param name="send">Sends a line for the console.</param>
/// <param name="clock">The clock of progress; null for the system's.</param>
/// <param name="sendDetail">Sends a line for the log; null where they are not told apart.</param>
public sealed class WireLog(Action<string> send, TimeProvider? clock = null, Action<string>? sendDetail = null) : IStageLog
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(10), Seldom = TimeSpan.FromSeconds(30), Rarely = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Dictionary<string, Activity> _activities = new(StringComparer.Ordinal);

    public void Line(string text) => send(text);

    public void Detail(string text) => (sendDetail ?? send)(text);

    public void Warning(string code, string text, string? file = null, int line = 0) =>
        send(UserError.Canonical("warning", code, text, file, line));

    /// <summary>A line that is canonical already.</summary>
    public void Raw(string text) => send(text);

    /// <summary>The rate is that since the first call, whose work was done at an unknown speed.</summary>
    public void Progress(string activity, long done, long total, string unit)
    {
        var now = _clock.GetTimestamp();
        if (done >= total)
        {
            _activities.Remove(activity);
            return;
        }

        if (!_activities.TryGetValue(activity, out var begun))
        {
            _activities[activity] = new Activity(now, done) { Shown = now };
            return;
        }

        var elapsed = _clock.GetElapsedTime(begun.Since, now);
        if (done <= begun.Done || _clock.GetElapsedTime(begun.Shown, now) < Gap(elapsed))
        {
            return;
        }

        begun.Shown = now;
        var rate = (done - begun.Done) / elapsed.TotalSeconds;
        send(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {activity}: {done}/{total} {unit}, {Rate(rate, unit)}, {Duration.Short((total - done) / rate)} left"
            )
        );
    }

    private static TimeSpan Gap(TimeSpan elapsed) =>
        elapsed < TimeSpan.FromMinutes(1) ? Often
        : elapsed < TimeSpan.FromMinutes(10) ? Seldom
        : Rarely;

    /// <summary>Slow work by the minute: 0.05/s says nothing.</summary>
    private static string Rate(double rate, string unit) =>
        rate >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{rate:F0} {unit}/s")
            : string.Create(CultureInfo.InvariantCulture, $"{rate * 60:F1} {unit}/min");

    private sealed class Activity(long since, long done)
    {
        public long Since { get; } = since;

        public long Done { get; } = done;

        public long Shown { get; set; }
    }
}
