using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Empo.Method.Answers.Reading;

namespace Empo.Method.Answers.Meanings;

/// <summary>
/// Normalises text for comparison. Words: lower case, no punctuation, single spaces. Text that looks like an unreadable formula keeps every
/// character except white space, so that no two different formulas become equal.
/// </summary>
internal static partial class TextForm
{
    private const int Longest = 200;

    /// <summary>The normalised text; a long one is replaced by its beginning and a hash of the whole.</summary>
    public static string Of(string text)
    {
        text = Undressed(text);
        if (text.Length > Longest)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, 40)}…#{CounterRandom.Hash(text):x16}");
        }

        if (text.Length == 2 && LetterRuns.IsElement(text))
        {
            return text;
        }

        return text.AsSpan().IndexOfAny(@"\{}^_=<>|[]") >= 0
            ? string.Concat(text.Where(character => !char.IsWhiteSpace(character)))
            : OfWords(text);
    }

    // \text{A beats } B means the same as A beats B.
    private static string Undressed(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        string plain = Spacing().Replace(Dress().Replace(text, "$1"), " ");
        return plain.Contains('\\', StringComparison.Ordinal) ? text : plain;
    }

    // Letters, digits, marks and symbols of any script stay; punctuation goes.
    private static string OfWords(string text)
    {
        StringBuilder kept = new(text.Length);
        bool isSpace = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (IsKept(text, i))
            {
                if (isSpace && kept.Length > 0)
                {
                    kept.Append(' ');
                }

                kept.Append(char.ToLowerInvariant(text[i]));
                isSpace = false;
            }
            else
            {
                isSpace |= char.IsWhiteSpace(text[i]) || text[i] is '_' or ',' or ';';
            }
        }

        return kept.Length == 0 ? text.Trim() : kept.ToString();
    }

    private static bool IsKept(string text, int i) => text[i] switch
    {
        '!' or '-' or '*' or '/' or '%' or '#' or '&' or '@' => true,
        '.' or ',' or ':' => IsInsideNumber(text, i),
        '\'' or '"' or '`' or '$' or '~' => false,
        var character => !char.IsWhiteSpace(character) && !char.IsControl(character) && !char.IsPunctuation(character),
    };

    private static bool IsInsideNumber(string text, int i) =>
        i > 0 && i + 1 < text.Length && char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i + 1]);

    [GeneratedRegex(@"\\(?:text|textbf|textit|textrm|textnormal|mathrm|mbox|emph|operatorname)\s*\{([^{}]*)\}")]
    private static partial Regex Dress();

    [GeneratedRegex(@"\\(?:[,;:! ]|q?quad(?![A-Za-z]))")]
    private static partial Regex Spacing();
}
