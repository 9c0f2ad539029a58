using System.Text.RegularExpressions;

namespace Empo.Stages.Tokenization;

/// <summary>Cuts a text at its added tokens: the leftmost first, and of those that begin at the same place the longest.</summary>
internal sealed class AddedTokenSplitter
{
    private readonly Dictionary<string, int> _ids;
    private readonly HashSet<string> _special;
    private readonly Regex? _any;

    public AddedTokenSplitter(IReadOnlyCollection<AddedToken> tokens)
    {
        _ids = tokens.ToDictionary(token => token.Content, token => token.Id, StringComparer.Ordinal);
        _special = tokens.Where(token => token.Special).Select(token => token.Content).ToHashSet(StringComparer.Ordinal);
        _any =
            _ids.Count == 0
                ? null
                : new Regex(
                    string.Join('|', _ids.Keys.OrderByDescending(text => text.Length).Select(Regex.Escape)),
                    RegexOptions.CultureInvariant
                );
    }

    /// <summary>The id of an added token, or null.</summary>
    public int? IdOf(string content) => _ids.TryGetValue(content, out var id) ? id : null;

    /// <summary>
    /// Appends to <paramref name="ids"/>: an added token as its id, the text in between through <paramref name="encode"/>.
    /// </summary>
    /// <param name="plainParts">Parts of the text that are plain: a special token that overlaps one of them counts as ordinary
    /// text.</param>
    public void Encode(string text, IReadOnlyList<(int Start, int End)> plainParts, List<int> ids, Action<string, List<int>> encode)
    {
        var start = 0;
        for (var match = _any?.Match(text); match is { Success: true };)
        {
            var end = match.Index + match.Length;
            if (_special.Contains(match.Value) && plainParts.Any(part => part.Start < end && match.Index < part.End))
            {
                match = _any!.Match(text, match.Index + 1);
                continue;
            }

            if (match.Index > start)
            {
                encode(text[start..match.Index], ids);
            }

            ids.Add(_ids[match.Value]);
            start = end;
            match = match.NextMatch();
        }

        if (start < text.Length)
        {
            encode(text[start..], ids);
        }
    }
}
