using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Extraction;

/// <summary>
/// Splits a response into sentences. Full stops inside formulas, brackets of formulas, decimals and abbreviations do not end a sentence; a
/// line end and full-width stops do.
/// </summary>
internal static partial class SentenceSplitter
{
    private static readonly HashSet<string> Titles = new(StringComparer.Ordinal) { "Dr", "Mr", "Mrs", "Ms", "Prof", "St" };

    // They do not end a sentence where a value or a lower-case letter follows.
    private static readonly HashSet<string> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "approx", "ca", "cf", "eq", "etc", "fig", "figs", "resp", "sig", "sq", "vs",
    };

    /// <summary>The sentences in order, without their terminators.</summary>
    /// <param name="text">The text.</param>
    /// <param name="formulas">Its formulas, in order.</param>
    public static IEnumerable<TextPlace> Split(string text, IReadOnlyList<TextPlace> formulas)
    {
        (int start, int formula) = (0, 0);
        for (Match end = End().Match(text); end.Success; end = end.NextMatch())
        {
            while (formula < formulas.Count && formulas[formula].End <= end.Index)
            {
                formula++;
            }

            bool isInFormula = formula < formulas.Count && end.Index > formulas[formula].Start;
            if (!isInFormula && !(end.Value == "." && IsAbbreviated(text, end.Index)))
            {
                yield return new TextPlace(start, end.Index - start);
                start = end.Index + end.Length;
            }
        }

        yield return new TextPlace(start, text.Length - start);
    }

    // "i.e.", "p.m.", "U.S.", "fig."
    private static bool IsAbbreviated(string text, int stop)
    {
        int start = stop;
        while (start > 0 && stop - start < 6 && char.IsAsciiLetter(text[start - 1]))
        {
            start--;
        }

        char next = stop + 2 < text.Length && text[stop + 1] == ' ' ? text[stop + 2] : '\n';
        bool isValue = char.IsAsciiDigit(next) || next is '$' or '\\' or '(';
        return (stop - start) switch
        {
            0 => false,
            1 => next != '\n' && start >= 2 && text[start - 1] == '.' && char.IsAsciiLetter(text[start - 2]),
            _ when Titles.Contains(text[start..stop]) => next != '\n',
            _ when Abbreviations.Contains(text[start..stop]) => isValue || char.IsAsciiLetterLower(next),
            _ => isValue && text[start..stop] is ("No" or "no"),
        };
    }

    // A full stop may be followed by closing quotation marks, brackets or stars. Exclamation marks may be factorials.
    [GeneratedRegex(@"(?<!\.\.)\.(?!\.)(?=[""'”’*_)\]]{0,4}(?:\s|$))|[。．？！](?!\d)|\?(?=[""'”*)]{0,3}(?:\s|$))|\n|(?<=[\s$])(?=I hope)")]
    private static partial Regex End();
}
