using System.Collections.Concurrent;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace Empo.Stages.Tokenization;

/// <summary>
/// Byte-level byte-pair encoding (GPT-2, Qwen, Llama 3): text is cut by the file's own patterns, each piece is written in the
/// <see cref="ByteLevelAlphabet"/> and merged by rank. Any text can be encoded, and decoding restores it (in the file's Unicode normal
/// form).
/// </summary>
internal sealed class ByteLevelTokenizer : ITextTokenizer
{
    /// <summary>
    /// Pieces of text repeat, since most are words. Caching their ids saves most of the work; the bound keeps the memory small.
    /// </summary>
    private const int MaxRemembered = 1 << 17, LongestRemembered = 32;

    private readonly ConcurrentDictionary<string, int[]> _remembered = new(StringComparer.Ordinal);
    private readonly BpeTokenizer _merges;
    private readonly AddedTokenSplitter _added;
    private readonly IReadOnlyList<PatternSplitter> _patterns;
    private readonly bool _composed;
    private readonly Dictionary<string, int>? _wholePieces;
    private readonly byte[]?[] _bytes;
    private int _rememberedCount; // counting a concurrent dictionary locks it

    public ByteLevelTokenizer(ByteLevelModel model, IReadOnlyList<AddedToken> added, int? endOfText)
    {
        var missing = Enumerable
            .Range(0, 256)
            .Count(value => !model.Vocabulary.ContainsKey(ByteLevelAlphabet.Character((byte)value).ToString()));
        if (missing > 0)
        {
            throw new ArgumentException($"the vocabulary lacks {missing} of the 256 bytes, so some texts could not be encoded");
        }

        _merges = BpeTokenizer.Create(new BpeOptions(model.Vocabulary) { Merges = model.Merges, ByteLevel = true });
        _added = new AddedTokenSplitter(added);
        _patterns = [.. model.Patterns.Select(pattern => new PatternSplitter(pattern))];
        (_composed, EndOfText) = (model.Composed, endOfText);
        _wholePieces = model.IgnoreMerges ? new Dictionary<string, int>(model.Vocabulary, StringComparer.Ordinal) : null;
        SpecialIds = added.Where(token => token.Special).Select(token => token.Id).ToHashSet();
        _bytes = new byte[]?[Math.Max(model.Vocabulary.Values.Max(), added.Select(token => token.Id).DefaultIfEmpty(-1).Max()) + 1];
        foreach (var (token, id) in model.Vocabulary)
        {
            _bytes[id] = ByteLevelAlphabet.Decode(token) ?? Encoding.UTF8.GetBytes(token);
        }

        foreach (var token in added)
        {
            _bytes[token.Id] = Encoding.UTF8.GetBytes(token.Content);
        }
    }

    public int VocabularySize => _bytes.Length;

    public int? EndOfText { get; }

    public IReadOnlySet<int> SpecialIds { get; }

    public int? IdOf(string marker) => _added.IdOf(marker);

    public int[] Encode(string text) => Encode(text, []);

    public int[] Encode(string text, IReadOnlyList<(int Start, int End)> plainParts)
    {
        var ids = new List<int>();
        _added.Encode(text, plainParts, ids, EncodeText);
        return [.. ids];
    }

    /// <summary>Bytes that form no character become U+FFFD, as in the reference implementation.</summary>
    public string Decode(IReadOnlyList<int> ids)
    {
        using var bytes = new MemoryStream();
        foreach (var id in ids)
        {
            bytes.Write(BytesOf(id));
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    public ReadOnlySpan<byte> BytesOf(int id, bool first) => BytesOf(id);

    private ReadOnlySpan<byte> BytesOf(int id) => id >= 0 && id < _bytes.Length && !SpecialIds.Contains(id) ? _bytes[id] : [];

    private void EncodeText(string text, List<int> ids)
    {
        IEnumerable<string> pieces = [_composed ? CanonicalComposition.Compose(text) : text];
        foreach (var pattern in _patterns)
        {
            pieces = pieces.SelectMany(pattern.Split);
        }

        foreach (var piece in pieces)
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

        int[] ids = _wholePieces is not null && _wholePieces.TryGetValue(ByteLevelAlphabet.Encode(piece), out var whole)
            ? [whole]
            : [.. _merges.EncodeToIds(piece, considerPreTokenization: false, considerNormalization: false)];
        if (piece.Length <= LongestRemembered && _rememberedCount < MaxRemembered && _remembered.TryAdd(piece, ids))
        {
            Interlocked.Increment(ref _rememberedCount);
        }

        return ids;
    }
}
