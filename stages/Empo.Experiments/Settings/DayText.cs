using System.Globalization;

namespace Empo.Experiments.Settings;

/// <summary>A day as settings write it: <c>2025-01-31</c>.</summary>
public static class DayText
{
    /// <summary>The day, or null where the text is none.</summary>
    public static DateOnly? Read(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
