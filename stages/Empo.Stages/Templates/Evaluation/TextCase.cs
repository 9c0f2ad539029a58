using System.Globalization;
using System.Text;
using Empo.Stages.Templates.Values;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Upper, lower and title case of the code point at a place of a text.</summary>
internal static class TextCase
{
    private const int Sigma = 0x3A3;
    private const string FinalSigma = "\u03C2";

    public static string Upper(string text, int start, int end) =>
        RuneAt(text, start) is { } rune ? PythonText.Cased(rune, upper: true) : text[start..end];

    public static string Lower(string text, int start, int end) => RuneAt(text, start) switch
    {
        null => text[start..end],
        { Value: Sigma } when IsCasedBefore(text, start) && !IsCasedAfter(text, end) => FinalSigma,
        { } rune => PythonText.Cased(rune, upper: false),
    };

    public static string Title(string text, int start, int end) =>
        RuneAt(text, start) is { } rune ? SpecialCases.Title(rune) ?? PythonText.Cased(rune, upper: true) : text[start..end];

    /// <summary>Whether the code point before a place is a letter with a case.</summary>
    public static bool IsCasedBefore(string text, int at) =>
        RuneAt(text, at - (at > 1 && char.IsLowSurrogate(text[at - 1]) ? 2 : 1)) is { } rune && IsCased(rune);

    public static bool IsCased(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.UppercaseLetter
                or UnicodeCategory.LowercaseLetter
                or UnicodeCategory.TitlecaseLetter;

    /// <summary>The code point at a place; null for half of a pair, or outside of the text.</summary>
    public static Rune? RuneAt(string text, int at) =>
        at >= 0 && at < text.Length && Rune.TryGetRuneAt(text, at, out var rune) ? rune : null;

    private static bool IsCasedAfter(string text, int at) => RuneAt(text, at) is { } rune && IsCased(rune);
}
