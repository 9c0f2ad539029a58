using System.Text;

namespace Empo.Stages.Templates.Values;

/// <summary>Properties of texts in which Python differs from .NET: white space, code points, line ends.</summary>
internal static class PythonText
{
    private const string LineEnds = "\n\v\f\r\u001c\u001d\u001e\u0085\u2028\u2029";

    /// <summary>Whether <c>str.isspace</c> holds.</summary>
    public static bool IsSpace(char character) => char.IsWhiteSpace(character) || character is >= '\u001c' and <= '\u001f';

    /// <summary>Length without the white space at the end.</summary>
    public static int TrimmedEnd(string text)
    {
        var end = text.Length;
        while (end > 0 && IsSpace(text[end - 1]))
        {
            end--;
        }

        return end;
    }

    /// <summary>Number of code points; half of a pair counts as one.</summary>
    public static int Length(string text)
    {
        var pairs = 0;
        for (var i = 0; i + 1 < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i], text[i + 1]))
            {
                pairs++;
                i++;
            }
        }

        return text.Length - pairs;
    }

    /// <summary>Start of each code point, and the length of the text at the end.</summary>
    public static List<int> Starts(string text)
    {
        var starts = new List<int>(text.Length + 1);
        for (var i = 0; i < text.Length; i++)
        {
            starts.Add(i);
            i += i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? 1 : 0;
        }

        starts.Add(text.Length);
        return starts;
    }

    /// <summary>Order by code points.</summary>
    public static int Compare(string left, string right)
    {
        var same = left.AsSpan().CommonPrefixLength(right);
        return same == left.Length || same == right.Length
            ? left.Length.CompareTo(right.Length)
            : Rank(left[same]).CompareTo(Rank(right[same]));

        // Surrogates stand for code points above all others of 16 bits.
        static int Rank(char character) => char.IsSurrogate(character) ? character + 0x10000 : character;
    }

    /// <summary>Starts and ends of the lines, with their ends on request.</summary>
    public static List<(int Start, int End)> Lines(string text, bool withEnds)
    {
        var lines = new List<(int, int)>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.AsSpan(start).IndexOfAny(LineEnds) is var found && found < 0 ? text.Length : start + found;
            var next = end == text.Length ? end : end + (text.AsSpan(end).StartsWith("\r\n") ? 2 : 1);
            lines.Add((start, withEnds ? next : end));
            start = next;
        }

        return lines;
    }

    /// <summary>Upper or lower case of one code point.</summary>
    public static string Cased(Rune rune, bool upper)
    {
        var special = upper ? SpecialCases.Upper(rune) : rune.Value == 0x130 ? "i\u0307" : null;
        return special ?? (upper ? Rune.ToUpperInvariant(rune) : Rune.ToLowerInvariant(rune)).ToString();
    }
}
