using System.Text;
using System.Text.RegularExpressions;

namespace Empo.Stages.Tokenization;

/// <summary>Cuts a text by a pattern (pre-tokenizer <c>Split</c>).</summary>
/// <remarks>
/// In tokenizer patterns, classes (\p{L}, \p{N}, \s) match code points. .NET matches UTF-16 units, and the two halves of an astral letter
/// are not letters. So the pattern is matched against a text in which every astral code point is replaced by one character of its category
/// (<see cref="AstralStandIns"/>), and the cuts are mapped back.
/// </remarks>
internal sealed class PatternSplitter(string pattern, SplitBehavior behavior, bool inverted = false) : IPieceStep
{
    /// <summary>
    /// A pattern comes from a file. One that backtracks endlessly must not hang the stage. Whole questions take microseconds.
    /// </summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly Regex _regex = new(pattern, RegexOptions.CultureInvariant | RegexOptions.Compiled, Longest);

    public IEnumerable<string> Cut(string piece, bool first)
    {
        if (!piece.Any(char.IsSurrogate))
        {
            return Parts(piece).Select(part => piece[part.Start..part.End]);
        }

        var standIns = new StringBuilder(piece.Length);
        var starts = new List<int>(piece.Length + 1); // start in the text of each replacement character
        for (var i = 0; i < piece.Length; i++)
        {
            starts.Add(i);
            var pair = i + 1 < piece.Length && char.IsSurrogatePair(piece[i], piece[i + 1]);
            standIns.Append(pair ? AstralStandIns.Of(char.ConvertToUtf32(piece[i], piece[i + 1])) : piece[i]);
            i += pair ? 1 : 0;
        }

        starts.Add(piece.Length);
        return Parts(standIns.ToString()).Select(part => piece[starts[part.Start]..starts[part.End]]);
    }

    private List<(int Start, int End)> Parts(string text)
    {
        var parts = new List<(int Start, int End)>();
        var before = false; // whether the part before matches
        foreach (var (start, end, isMatch) in Matches(text))
        {
            var joins = parts.Count > 0 && behavior switch
            {
                SplitBehavior.Isolated or SplitBehavior.Removed => false,
                SplitBehavior.Contiguous => isMatch == before,
                SplitBehavior.MergedWithPrevious => isMatch && !before,
                SplitBehavior.MergedWithNext => before && !isMatch,
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            before = isMatch;
            if (joins)
            {
                parts[^1] = (parts[^1].Start, end);
            }
            else if (!(isMatch && behavior == SplitBehavior.Removed))
            {
                parts.Add((start, end));
            }
        }

        return parts;
    }

    /// <summary>The whole text in parts that match, or lie between matches.</summary>
    private IEnumerable<(int Start, int End, bool IsMatch)> Matches(string text)
    {
        var done = 0;
        for (var match = Next(() => _regex.Match(text)); match.Success; match = Next(match.NextMatch))
        {
            if (match.Length == 0)
            {
                continue;
            }

            if (match.Index > done)
            {
                yield return (done, match.Index, inverted);
            }

            done = match.Index + match.Length;
            yield return (match.Index, done, !inverted);
        }

        if (done < text.Length)
        {
            yield return (done, text.Length, inverted);
        }
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
}
