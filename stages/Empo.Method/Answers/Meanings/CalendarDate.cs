using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Meanings;

/// <summary>
/// Dates in digits, with the year first or last: they are neither differences nor quotients. Whether the day or the month comes first is
/// not decided, so only equal orders are equal dates.
/// </summary>
internal static partial class CalendarDate
{
    private const int Longest = 10;

    /// <summary>The meaning of <c>1990-05-06</c>, <c>5/6/2020</c>, <c>2024.5.6</c> and their like; null for anything else.</summary>
    public static Meaning? Read(string cleaned) =>
        cleaned.Length <= Longest && char.IsAsciiDigit(cleaned[0]) && Date().Match(cleaned) is { Success: true } date
            ? new Meaning { Form = $"date {string.Join('-', date.Groups["part"].Captures.Select(part => part.Value.TrimStart('0')))}" }
            : null;

    [GeneratedRegex(
        @"^(?:(?<part>[12]\d{3})(?<sign>[-/.])(?<part>0?[1-9]|[12]\d|3[01])\k<sign>(?<part>0?[1-9]|[12]\d|3[01])|(?<part>0?[1-9]"
            + @"|[12]\d|3[01])(?<sign>[-/.])(?<part>0?[1-9]|[12]\d|3[01])\k<sign>(?<part>[12]\d{3}))$"
    )]
    private static partial Regex Date();
}
