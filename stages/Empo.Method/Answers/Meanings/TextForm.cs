using System.Text;

namespace Empo.Method.Answers;

/// <summary>Words in the spelling in which they are compared: lower case, no LaTeX commands, no punctuation, single spaces.</summary>
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

        StringBuilder kept = new(text.Length);
        bool isSpace = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsLetterOrDigit(text[i]) || text[i] is '+' or '-' or '*' or '/' or '^' or '=' or '<' or '>' or '|' or '!' or '%')
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
}
