using System.Text;

namespace Empo.Stages.Requests;

/// <summary>
/// Numbers that Python's json module writes although JSON does not have them: <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.
/// </summary>
internal static class PythonNumbers
{
    private static readonly string[] Words = ["-Infinity", "Infinity", "NaN"];

    /// <summary>
    /// The text with <c>null</c> in their place, outside strings; null where the text has none of them. Example: <c>[-Infinity, "NaN"]</c>
    /// is <c>[null, "NaN"]</c>.
    /// </summary>
    public static string? AsNull(string text)
    {
        var changed = new StringBuilder(text.Length);
        var (inString, found) = (false, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (inString && text[i] == '\\')
            {
                changed.Append(text.AsSpan(i, Math.Min(2, text.Length - i)));
                i++;
                continue;
            }

            inString ^= text[i] == '"';
            if (!inString && WordAt(text, i) is { } word)
            {
                (found, i) = (true, i + word.Length - 1);
                changed.Append("null");
                continue;
            }

            changed.Append(text[i]);
        }

        return found ? changed.ToString() : null;
    }

    private static string? WordAt(string text, int place) =>
        text[place] is '-' or 'I' or 'N' ? Array.Find(Words, word => string.CompareOrdinal(text, place, word, 0, word.Length) == 0) : null;
}
