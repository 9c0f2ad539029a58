using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Empo.Stages.Tokenization;

/// <summary>
/// Cuts a text by a pattern: every match is a piece, and so is the text between matches (<c>Split</c>, behaviour <c>Isolated</c>).
/// </summary>
/// <remarks>
/// In tokenizer patterns, classes (\p{L}, \p{N}, \s) match code points. .NET matches UTF-16 units, and the two halves of an astral letter
/// are not letters. So the pattern is matched against a text in which every astral code point is replaced by one character of its class,
/// and the cuts are mapped back.
/// </remarks>
internal sealed class PatternSplitter(string pattern)
{
    private const char Letter = '\u4E00';
    private const char Number = '\u2460';
    private const char Mark = '\u0300';
    private const char Other = '\u2603';
    /// <summary>
    /// A pattern comes from a file. One that backtracks endlessly must not hang the stage. Whole questions take microseconds.
    /// </summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly Regex _regex = new(pattern, RegexOptions.CultureInvariant | RegexOptions.Compiled, Longest);

    public IEnumerable<string> Split(string text)
    {
        if (!text.Any(char.IsSurrogate))
        {
            return Cut(text, text, null);
        }

        var standIns = new StringBuilder(text.Length);
        var starts = new List<int>(text.Length + 1); // start in the text of each replacement character
        for (var i = 0; i < text.Length; i++)
        {
            starts.Add(i);
            var pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            standIns.Append(pair ? StandIn(char.ConvertToUtf32(text[i], text[i + 1])) : text[i]);
            i += pair ? 1 : 0;
        }

        starts.Add(text.Length);
        return Cut(text, standIns.ToString(), starts);
    }

    private IEnumerable<string> Cut(string text, string matched, List<int>? starts)
    {
        var done = 0;
        for (var match = Next(() => _regex.Match(matched)); match.Success; match = Next(match.NextMatch))
        {
            if (match.Length == 0)
            {
                continue;
            }

            if (match.Index > done)
            {
                yield return Piece(done, match.Index);
            }

            done = match.Index + match.Length;
            yield return Piece(match.Index, done);
        }

        if (done < matched.Length)
        {
            yield return Piece(done, matched.Length);
        }

        string Piece(int start, int end) => starts is null ? text[start..end] : text[starts[start]..starts[end]];
    }

    private static Match Next(Func<Match> match)
    {
        try
        {
            return match();
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw new UserError(
                "EMPO3010",
                $"The tokenizer's pattern takes longer than {Longest.TotalSeconds} s on one text. No published pattern does on "
                    + "what people write: shorten the text (a line of thousands of equal characters), or compare the pattern in "
                    + "tokenizer.json with the published one.",
                cause: exception
            );
        }
    }

    private static char StandIn(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
    {
        <= UnicodeCategory.OtherLetter => Letter,
        <= UnicodeCategory.EnclosingMark => Mark,
        <= UnicodeCategory.OtherNumber => Number,
        _ => Other,
    };
}
