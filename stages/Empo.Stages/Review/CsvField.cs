using System.Globalization;

namespace Empo.Stages.Review;

/// <summary>A field of a CSV file that people open in a spreadsheet.</summary>
internal static class CsvField
{
    /// <summary>Characters that a spreadsheet takes for the beginning of a formula (also in full width), or skips before one.</summary>
    private const string Beginnings = "=+-@\uFF1D\uFF0B\uFF0D\uFF20\t\r\n";

    /// <summary>
    /// Formats a field by RFC 4180, with an apostrophe before text that would be a formula. A number, signed or not, stays a number.
    /// </summary>
    public static string Of(string text)
    {
        var safe = text.Length > 0 && Beginnings.Contains(text[0], StringComparison.Ordinal) && !IsNumber(text)
            ? "'" + text
            : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static bool IsNumber(string text) =>
        double.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out var number
        ) && double.IsFinite(number);
}
