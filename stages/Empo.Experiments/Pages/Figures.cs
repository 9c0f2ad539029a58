using System.Globalization;
using Empo.Method;

namespace Empo.Experiments.Pages;

/// <summary>Numbers formatted for readers.</summary>
public static class Figures
{
    private const DateTimeStyles Universal = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <summary><c>20.7 %</c>.</summary>
    public static string Percent(double? share) =>
        share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:F1} %") : "–";

    /// <summary><c>20.7 % (16.2–26.1)</c>.</summary>
    public static string Percent(double? share, double? low, double? high) =>
        low is null || high is null
            ? Percent(share)
            : string.Create(CultureInfo.InvariantCulture, $"{Percent(share)} ({100 * low:F1}–{100 * high:F1})");

    /// <summary>A metric of an evaluation with its interval <c>_low</c> and <c>_high</c>, where it has one.</summary>
    public static string Percent(IReadOnlyDictionary<string, double> metrics, string name) =>
        Percent(
            metrics[name],
            metrics.TryGetValue(name + "_low", out var low) ? low : null,
            metrics.TryGetValue(name + "_high", out var high) ? high : null
        );

    public static string Number(double? number, int digits = 2) =>
        number?.ToString("F" + digits, CultureInfo.InvariantCulture).Replace('-', '−') ?? "–";

    /// <summary><c>+78.9 points (73.8–83.6)</c>.</summary>
    public static string Points(Interval difference) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Sign(100 * difference.Estimate, 1)} points ({Sign(100 * difference.Low, 1)} to {Sign(100 * difference.High, 1)})"
        );

    /// <summary><c>-1.31 (-1.36 to -1.25)</c>.</summary>
    public static string Change(Interval difference, int digits = 2) =>
        $"{Sign(difference.Estimate, digits)} ({Sign(difference.Low, digits)} to {Sign(difference.High, digits)})";

    /// <summary><c>12.3 s</c>, <c>3 min 49 s</c>, <c>2 h 5 min</c>.</summary>
    public static string Seconds(double seconds)
    {
        var whole = (long)Math.Round(seconds);
        return seconds < 59.95 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:F1} s")
            : whole < 3600 ? string.Create(CultureInfo.InvariantCulture, $"{whole / 60} min {whole % 60} s")
            : string.Create(CultureInfo.InvariantCulture, $"{(whole + 30) / 3600} h {(whole + 30) % 3600 / 60} min");
    }

    /// <summary><c>868,903</c>; <c>12.3 million</c> from a million on.</summary>
    public static string Count(double count) => count switch
    {
        < 1e6 => count.ToString("N0", CultureInfo.InvariantCulture),
        < 1e9 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:F2} million"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count / 1e9:F2} billion"),
    };

    /// <summary>The time of a manifest, or null where it says none.</summary>
    public static DateTimeOffset? TimeOf(string time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, Universal, out var at) ? at : null;

    /// <summary>First digits of a digest.</summary>
    public static string Short(string digest) => digest[..Math.Min(12, digest.Length)];

    /// <summary>A number with its sign; the minus is U+2212.</summary>
    private static string Sign(double value, int digits)
    {
        var text = Math.Abs(value).ToString("F" + digits, CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAnyExcept('0', '.') < 0 ? text : (value < 0 ? "−" : "+") + text;
    }
}
