using System.Text;
using System.Text.RegularExpressions;

namespace Empo.Stages.Tokenization;

/// <summary>
/// Whole words and phrases as tokens: <c>tokenizer.json</c> of type WordLevel with a pattern that cuts the text. Every piece that the
/// pattern cuts must be a token. There is no token for unknown words, because a question that the model cannot read must not pass silently.
/// </summary>
internal sealed class WordLevelTokenizer : ITextTokenizer
{
    private readonly Dictionary<string, int> _ids;
    private readonly string?[] _texts;
    private readonly AddedTokenSplitter _added;
    private readonly Regex? _pattern;
    private readonly string _separator;

    /// <param name="vocabulary">Text → id, added tokens included.</param>
    /// <param name="pattern">Matches are words, and so is the text between them; null takes the whole text as one word.</param>
    /// <param name="added">Tokens found before the pattern is applied.</param>
    /// <param name="separator">Put between decoded words; empty where words include their own spaces.</param>
    /// <param name="endOfText">The id that ends a response.</param>
    public WordLevelTokenizer(
        IReadOnlyDictionary<string, int> vocabulary,
        string? pattern,
        IReadOnlyList<AddedToken> added,
        string separator,
        int? endOfText
    )
    {
        _ids = new Dictionary<string, int>(vocabulary, StringComparer.Ordinal);
        foreach (var token in added)
        {
            _ids[token.Content] = token.Id;
        }

        _texts = new string?[_ids.Values.DefaultIfEmpty(-1).Max() + 1];
        foreach (var (text, id) in _ids)
        {
            _texts[id] = text;
        }

        _added = new AddedTokenSplitter(added);
        Pattern = pattern;
        _pattern = pattern is null ? null : new Regex(pattern, RegexOptions.CultureInvariant);
        _separator = separator;
        Added = added;
        EndOfText = endOfText;
        SpecialIds = added.Where(token => token.Special).Select(token => token.Id).ToHashSet();
    }

    public int VocabularySize => _texts.Length;

    public int? EndOfText { get; }

    public IReadOnlySet<int> SpecialIds { get; }

    internal string? Pattern { get; }

    internal IReadOnlyList<AddedToken> Added { get; }

    internal IReadOnlyDictionary<string, int> Vocabulary => _ids;

    /// <summary>
    /// A tokenizer of these words: ids in the order given, then <paramref name="endOfText"/>. Where several words fit, the longest is
    /// taken, so <c>\boxed{</c> is one token although <c>{</c> is a token too.
    /// </summary>
    public static WordLevelTokenizer Create(IReadOnlyList<string> words, string endOfText = "<|endoftext|>")
    {
        var vocabulary = words.Select((word, id) => (word, id)).ToDictionary(pair => pair.word, pair => pair.id, StringComparer.Ordinal);
        var pattern = string.Join(
            '|',
            words.OrderByDescending(word => word.Length).ThenBy(word => word, StringComparer.Ordinal).Select(Escape)
        );
        return new WordLevelTokenizer(
            vocabulary,
            pattern,
            [new AddedToken(words.Count, endOfText, Special: true)],
            separator: "",
            endOfText: words.Count
        );
    }

    public int? IdOf(string marker) => _added.IdOf(marker);

    public int[] Encode(string text) => Encode(text, []);

    public int[] Encode(string text, IReadOnlyList<(int Start, int End)> plainParts)
    {
        var ids = new List<int>();
        _added.Encode(text, plainParts, ids, (part, _, list) => EncodeWords(part, list));
        return [.. ids];
    }

    public string Decode(IReadOnlyList<int> ids) =>
        string.Join(_separator, ids.Where(id => !SpecialIds.Contains(id)).Select(id => id >= 0 && id < _texts.Length ? _texts[id] : null));

    public ReadOnlySpan<byte> BytesOf(int id, bool first) =>
        SpecialIds.Contains(id)
            ? []
            : Encoding.UTF8.GetBytes((first ? "" : _separator) + (id >= 0 && id < _texts.Length ? _texts[id] : null));

    private void EncodeWords(string text, List<int> ids)
    {
        var start = 0;
        for (var match = _pattern?.Match(text); match is { Success: true }; match = match.NextMatch())
        {
            Add(text[start..match.Index], ids);
            Add(match.Value, ids);
            start = match.Index + match.Length;
        }

        Add(text[start..], ids);
    }

    private void Add(string word, List<int> ids)
    {
        if (word.Length == 0)
        {
            return;
        }

        ids.Add(
            _ids.TryGetValue(word, out var id)
                ? id
                : throw new UserError(
                    "EMPO3011",
                    $"No token stands for '{word}', so this model cannot read the text. Ask in the words that it was trained on, "
                        + "or take a model with a byte-level tokenizer."
                )
        );
    }

    /// <summary>Escapes a word so that both .NET and Oniguruma (which Hugging Face's tokenizers use) read it literally.</summary>
    private static string Escape(string word)
    {
        var escaped = new StringBuilder();
        foreach (var character in word)
        {
            escaped.Append("\\^$.|?*+()[]{}".Contains(character) ? "\\" : "").Append(character);
        }

        return escaped.ToString();
    }
}
