using System.Text;

namespace Empo.Method.Answers;

/// <summary>
/// Text in the spelling in which it is compared. Words: lower case, no punctuation, single spaces. What looks like a formula that could not
/// be read keeps every character but white space, so that no two formulas fall together.
/// </summary>
internal static class TextForm
{
    private const int Longest = 200;

    /// <summary>The normalised text; a long one is replaced by its beginning and a hash of the whole.</summary>
    public static string Of(string text)
    {
        if (text.Length > Longest)
        {
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{text.AsSpan(0, 40)}…#{CounterRandom.Hash(text):x16}");
        }

        if (text.AsSpan().IndexOfAny(@"\{}^_=<>|[]") >= 0)
        {
            return string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
        }

        StringBuilder kept = new(text.Length);
        bool isSpace = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsLetterOrDigit(text[i]) || char.IsNumber(text[i]) || text[i] is '+' or '-' or '*' or '/' or '!' or '%' || IsInsideNumber(text, i))
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

    private static bool IsInsideNumber(string text, int i) =>
        text[i] is '.' or ',' or ':' && i > 0 && i + 1 < text.Length && char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i + 1]);
}
