using System.Collections.Concurrent;
using System.Text;

namespace Empo.Stages.Tokenization;

/// <summary>
/// Byte-pair encoding (GPT-2, Qwen, Llama, Mistral, Gemma, DeepSeek): text is normalised and cut as the file says, each piece is written in
/// the smallest tokens and merged by rank. Any text can be encoded. Decoding restores it in the file's normal form.
/// </summary>
internal sealed class BpeTokenizer : ITextTokenizer
{
    /// <summary>
    /// Pieces of text repeat, since most are words. Caching their ids saves most of the work; the bound keeps the memory small.
    /// </summary>
    private const int MaxRemembered = 1 << 17, LongestRemembered = 32;

    private readonly ConcurrentDictionary<string, int[]> _remembered = new(StringComparer.Ordinal);
    private readonly BpeModel _model;
    private readonly PairMerger _merger;
    private readonly AddedTokenSplitter _added;
    private readonly string?[] _texts;
    private readonly byte[]?[] _bytes;
    private int _rememberedCount; // counting a concurrent dictionary locks it

    /// <exception cref="ArgumentException">The frame names an id that is no token.</exception>
    public BpeTokenizer(BpeModel model, IReadOnlyList<AddedToken> added, int? endOfText, PromptFrame frame)
    {
        (_model, EndOfText, Frame) = (model, endOfText, frame);
        var known = model.Vocabulary.Values.Concat(added.Select(token => token.Id)).ToHashSet();
        if (frame.Start.Concat(frame.End).FirstOrDefault(id => !known.Contains(id), -1) is >= 0 and var unknown)
        {
            throw new ArgumentException($"the post_processor puts the id {unknown} around a text, which is no token");
        }

        _merger = new PairMerger(model.Vocabulary, model.Merges);
        _added = new AddedTokenSplitter(added);
        SpecialIds = added.Where(token => token.Special).Select(token => token.Id).ToHashSet();
        _texts = new string?[Math.Max(model.Vocabulary.Values.Max(), added.Select(token => token.Id).DefaultIfEmpty(-1).Max()) + 1];
        _bytes = new byte[]?[_texts.Length];
        foreach (var (token, id) in model.Vocabulary)
        {
            (_texts[id], _bytes[id]) = (token, model.Alphabet.BytesOf(token));
        }

        foreach (var token in added)
        {
            (_texts[token.Id], _bytes[token.Id]) = (token.Content, Encoding.UTF8.GetBytes(token.Content));
        }
    }

    public int VocabularySize => _bytes.Length;

    public int? EndOfText { get; }

    public IReadOnlySet<int> SpecialIds { get; }

    public PromptFrame Frame { get; }

    public bool DropsFirstSpace => _model.Spaces.DropsFirst;

    public int? IdOf(string marker) => _added.IdOf(marker);

    public int[] Encode(string text) => Encode(text, []);

    public int[] Encode(string text, IReadOnlyList<(int Start, int End)> plainParts)
    {
        var ids = new List<int>();
        _added.Encode(WellFormed(text), plainParts, ids, EncodeText);
        return [.. ids];
    }

    /// <summary>Bytes that form no character become U+FFFD, as in the reference implementation.</summary>
    public string Decode(IReadOnlyList<int> ids)
    {
        var (decoder, text) = (new StreamingDecoder(this), new StringBuilder());
        foreach (var id in ids)
        {
            text.Append(decoder.Append(id));
        }

        return text.Append(decoder.End()).ToString();
    }

    public bool IsByte(int id) => IsText(id) && _texts[id] is { } token && _model.Alphabet.IsByte(token);

    public ReadOnlySpan<byte> BytesOf(int id, bool first) =>
        !IsText(id) ? []
        : _model.Spaces.Mark.Length == 0 || _texts[id] is not { } token || _model.Alphabet.IsByte(token) ? _bytes[id]
        : Encoding.UTF8.GetBytes(_model.Spaces.TextOf(token, first));

    private bool IsText(int id) => id >= 0 && id < _bytes.Length && !SpecialIds.Contains(id);

    /// <summary>Halves of pairs, which no UTF-8 holds, become U+FFFD.</summary>
    private static string WellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    i++;
                    continue;
                }

                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            }
        }

        return text;
    }

    private void EncodeText(string text, bool first, List<int> ids)
    {
        text = _model.Composed ? CanonicalComposition.Compose(text) : text;
        text = _model.Replacements.Aggregate(text, (changed, step) => step.Apply(changed));
        IEnumerable<(string Piece, bool First)> pieces = [(text, first)];
        foreach (var step in _model.Steps)
        {
            pieces = pieces.SelectMany(piece => step.Cut(piece.Piece, piece.First).Select((cut, i) => (cut, piece.First && i == 0)));
        }

        foreach (var (piece, _) in pieces)
        {
            ids.AddRange(IdsOf(piece));
        }
    }

    private int[] IdsOf(string piece)
    {
        if (_remembered.TryGetValue(piece, out var known))
        {
            return known;
        }

        int[] ids = _model.IgnoreMerges && _model.Vocabulary.TryGetValue(_model.Alphabet.Spelling(piece), out var whole)
            ? [whole]
            : _merger.Merge(_model.Alphabet.Symbols(piece));
        if (piece.Length <= LongestRemembered && _rememberedCount < MaxRemembered && _remembered.TryAdd(piece, ids))
        {
            Interlocked.Increment(ref _rememberedCount);
        }

        return ids;
    }
}
