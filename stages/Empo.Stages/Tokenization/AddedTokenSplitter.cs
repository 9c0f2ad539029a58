using System.Text.RegularExpressions;

namespace Empo.Stages.Tokenization;

/// <summary>Cuts a text at its added tokens, leftmost first and the longest of those that begin together.</summary>
internal sealed class AddedTokenSplitter
{
    private readonly Dictionary<string, int> _ids;
    private readonly Regex? _any;

    public AddedTokenSplitter(IEnumerable<AddedToken> tokens)
    {
        _ids = tokens.ToDictionary(token => token.Content, token => token.Id, StringComparer.Ordinal);
        _any = _ids.Count == 0 ? null : new Regex(string.Join('|', _ids.Keys.OrderByDescending(text => text.Length).Select(Regex.Escape)), RegexOptions.CultureInvariant);
    }

    /// <summary>Appends to <paramref name="ids"/>: an added token by itself, the text between through <paramref name="encode"/>.</summary>
    public void Encode(string text, List<int> ids, Action<string, List<int>> encode)
    {
        var start = 0;
        for (var match = _any?.Match(text); match is { Success: true }; match = match.NextMatch())
        {
            if (match.Index > start)
            {
                encode(text[start..match.Index], ids);
            }

            ids.Add(_ids[match.Value]);
            start = match.Index + match.Length;
        }

        if (start < text.Length)
        {
            encode(text[start..], ids);
        }
    }
}
