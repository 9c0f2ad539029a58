using System.Globalization;
using Empo.Method;

namespace Empo.Stages.Reporting;

/// <summary>Numbers formatted for readers.</summary>
internal static class Figures
{
    /// <summary><c>20.7 %</c>.</summary>
    public static string Percent(double? share) =>
        share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:F1} %") : "–";

    /// <summary><c>20.7 % (16.2–26.1)</c>.</summary>
    public static string Percent(double? share, double? low, double? high) =>
        low is null || high is null
            ? Percent(share)
            : string.Create(CultureInfo.InvariantCulture, $"{Percent(share)} ({100 * low:F1}–{100 * high:F1})");

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

    public static string Seconds(double seconds) => seconds < 60
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds:F1} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 60)} min {seconds % 60:F0} s");

    /// <summary>First digits of a digest.</summary>
    public static string Short(string digest) => digest[..Math.Min(12, digest.Length)];

    /// <summary>A number with its sign; the minus is U+2212.</summary>
    private static string Sign(double value, int digits)
    {
        var text = Math.Abs(value).ToString("F" + digits, CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAnyExcept('0', '.') < 0 ? text : (value < 0 ? "−" : "+") + text;
    }
}
