using System.Globalization;

namespace Empo.Experiments.Runs;

/// <summary>Estimated times as people read them; measured ones are <see cref="Pages.Figures.Seconds"/>.</summary>
internal static class Duration
{
    /// <summary>Without tenths: <c>2 s</c>, <c>3 min 51 s</c>, <c>2 h 5 min</c>, <c>3 d 4 h</c>.</summary>
    public static string Short(double seconds)
    {
        var whole = (long)Math.Min(Math.Round(seconds), TimeSpan.FromDays(10_000).TotalSeconds);
        var (first, second, large, small) = whole switch
        {
            < 60 => (whole, 0L, "s", ""),
            < 3600 => (whole / 60, whole % 60, "min", "s"),
            < 86_400 => (whole / 3600, whole % 3600 / 60, "h", "min"),
            _ => (whole / 86_400, whole % 86_400 / 3600, "d", "h"),
        };
        return small.Length == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{first} {large}")
            : string.Create(CultureInfo.InvariantCulture, $"{first} {large} {second} {small}");
    }
}
