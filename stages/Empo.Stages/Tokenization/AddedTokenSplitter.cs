using System.Text.RegularExpressions;

namespace Empo.Stages.Tokenization;

/// <summary>
/// Cuts a text at its added tokens: the leftmost first, and of those that begin at the same place the longest. Tokens that are normalized
/// are looked for in what the others leave.
/// </summary>
internal sealed class AddedTokenSplitter
{
    private readonly Dictionary<string, AddedToken> _tokens;
    private readonly Regex? _raw;
    private readonly Regex? _normalized;

    public AddedTokenSplitter(IReadOnlyCollection<AddedToken> tokens)
    {
        _tokens = tokens.ToDictionary(token => token.Content, StringComparer.Ordinal);
        _raw = Any(tokens.Where(token => !token.Normalized));
        _normalized = Any(tokens.Where(token => token.Normalized));
    }

    /// <summary>The id of an added token, or null.</summary>
    public int? IdOf(string content) => _tokens.TryGetValue(content, out var token) ? token.Id : null;

    /// <summary>
    /// Appends to <paramref name="ids"/>: an added token as its id, the text in between through <paramref name="encode"/>, which learns
    /// whether it stands at the beginning.
    /// </summary>
    /// <param name="plainParts">Parts of the text that are plain: markup that overlaps one of them counts as ordinary text.</param>
    public void Encode(string text, IReadOnlyList<(int Start, int End)> plainParts, List<int> ids, Action<string, bool, List<int>> encode)
    {
        foreach (var (start, end, token) in Cut(_raw, text, 0, text.Length, plainParts))
        {
            if (token is not null)
            {
                ids.Add(token.Id);
                continue;
            }

            foreach (var part in Cut(_normalized, text, start, end, plainParts))
            {
                if (part.Token is not null)
                {
                    ids.Add(part.Token.Id);
                }
                else
                {
                    encode(text[part.Start..part.End], part.Start == 0, ids);
                }
            }
        }
    }

    private IEnumerable<(int Start, int End, AddedToken? Token)> Cut(
        Regex? any,
        string text,
        int from,
        int to,
        IReadOnlyList<(int Start, int End)> plainParts
    )
    {
        var done = from;
        for (var at = from; any?.Match(text, at, to - at) is { Success: true } match;)
        {
            var (start, end, token) = (match.Index, match.Index + match.Length, _tokens[match.Value]);
            if (token.IsMarkup && Overlaps(plainParts, start, end))
            {
                at = start + 1;
                continue;
            }

            at = end;
            if (token.IsWord && ((start > from && IsWordCharacter(text[start - 1])) || (end < to && IsWordCharacter(text[end]))))
            {
                continue;
            }

            start = Math.Max(token.TakesSpaceBefore ? SpaceBefore(text, start, from) : start, done);
            end = token.TakesSpaceAfter ? SpaceAfter(text, end, to) : end;
            if (start > done)
            {
                yield return (done, start, null);
            }

            yield return (start, end, token);
            done = end;
        }

        if (done < to)
        {
            yield return (done, to, null);
        }
    }

    private static bool Overlaps(IReadOnlyList<(int Start, int End)> parts, int start, int end)
    {
        var (low, high) = (0, parts.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = parts[middle].End <= start ? (middle + 1, high) : (low, middle);
        }

        return low < parts.Count && parts[low].Start < end;
    }

    private static Regex? Any(IEnumerable<AddedToken> tokens)
    {
        var contents = tokens.Select(token => token.Content).OrderByDescending(text => text.Length).Select(Regex.Escape).ToList();
        return contents.Count == 0 ? null : new Regex(string.Join('|', contents), RegexOptions.CultureInvariant);
    }

    private static int SpaceBefore(string text, int at, int from)
    {
        while (at > from && char.IsWhiteSpace(text[at - 1]))
        {
            at--;
        }

        return at;
    }

    private static int SpaceAfter(string text, int at, int to)
    {
        while (at < to && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    private static bool IsWordCharacter(char character) => char.IsLetterOrDigit(character) || character == '_';
}
