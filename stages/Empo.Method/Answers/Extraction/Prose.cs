using System.Text.RegularExpressions;
using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Reading;

namespace Empo.Method.Answers.Extraction;

/// <summary>Words of a sentence, as opposed to units, names of functions and list separators.</summary>
internal static partial class Prose
{
    /// <summary>Whether a text without its formulas holds words that are neither units nor list separators.</summary>
    public static bool IsIn(string text)
    {
        string plain = text.Contains('\\', StringComparison.Ordinal) ? Command().Replace(text, " ") : text;
        for (Match word = Word().Match(plain); word.Success; word = word.NextMatch())
        {
            if (IsProse(word.Value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsProse(string word) =>
        !PlainWords.IsJoining(word) && !PlainWords.IsPercent(word) && UnitTable.Find(word) is null && !UnitTable.IsCount(word)
        && !CommandTable.Functions.ContainsKey(word) && word is not ("pi" or "sqrt" or "infinity" or "inf" or "theta" or "或" or "和");

    [GeneratedRegex(@"\\(?:text|mathrm|textbf|mbox|textit|textrm|begin|end)\s*\{[^{}]*\}|\\[A-Za-z]+|\\.")]
    private static partial Regex Command();

    // Of the short words, only those that are not a unit and unlikely a product of variables. Of other scripts every letter, except letters
    // used in formulas.
    [GeneratedRegex(@"[A-Za-z]{3,}|\b(?:So|so|It|it|We|we|By|As|is)\b|[\p{L}-[A-Za-zªµº\p{IsGreek}\p{IsLetterlikeSymbols}]]+")]
    private static partial Regex Word();
}
