using System.Buffers;
using System.Text;

namespace Empo.Method.Answers.Extraction;

/// <summary>
/// Removes invisible characters from a text: byte-order marks, soft hyphens, zero-width spaces and joiners, marks of direction,
/// variation selectors, control characters. Two answers that look the same are the same. Every answer and every response passes through
/// here first.
/// </summary>
internal static class VisibleText
{
    // The plane of tags and of further variation selectors begins with this half of a surrogate pair.
    private const char Tags = '\uDB40';

    private static readonly SearchValues<char> Invisible = SearchValues.Create([
        .. Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code).Where(IsInvisible),
    ]);

    /// <summary>The text without them; the same instance where there are none. Tabs and line ends stay.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        int first = text.AsSpan().IndexOfAny(Invisible);
        if (first < 0)
        {
            return text;
        }

        StringBuilder visible = new(text.Length);
        visible.Append(text, 0, first);
        for (int i = first; i < text.Length; i++)
        {
            if (!Invisible.Contains(text[i]))
            {
                visible.Append(text[i]);
            }
            else if (text[i] == Tags && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
        }

        return visible.ToString();
    }

    private static bool IsInvisible(char character) =>
        character switch
        {
            '\t' or '\n' or '\r' => false,
            < ' ' or (>= '\u007F' and <= '\u009F') => true,
            '\u00AD' or '\u034F' or '\u061C' or '\u115F' or '\u1160' or '\u17B4' or '\u17B5' or '\u3164' or '\uFEFF' or '\uFFA0' or Tags =>
                true,
            (>= '\u180B' and <= '\u180F')
            or (>= '\u200B' and <= '\u200F')
            or (>= '\u202A' and <= '\u202E')
            or (>= '\u2060' and <= '\u206F') => true,
            (>= '\uFE00' and <= '\uFE0F') or (>= '\uFFF9' and <= '\uFFFB') => true,
            _ => false,
        };
}
