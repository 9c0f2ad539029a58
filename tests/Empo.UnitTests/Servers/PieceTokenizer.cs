using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Empo.Stages.Tokenization;

namespace Empo.UnitTests.Servers;

/// <summary>
/// The pieces of a SentencePiece vocabulary, read from <c>tokenizer.json</c>: ▁ is a space, and &lt;0x41&gt; a byte. It decodes only.
/// </summary>
internal sealed class PieceTokenizer : ITextTokenizer
{
    private readonly byte[][] _bytes;

    public PieceTokenizer(string file)
    {
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        SpecialIds = json["added_tokens"]!.AsArray().Select(token => (int)token!["id"]!).ToHashSet();
        _bytes =
        [
            .. json["model"]!["vocab"]!.AsObject().OrderBy(piece => (int)piece.Value!).Select(piece =>
                SpecialIds.Contains((int)piece.Value!) ? [] : BytesOf(piece.Key)
            ),
        ];
    }

    public int VocabularySize => _bytes.Length;

    public int? EndOfText => 2;

    public IReadOnlySet<int> SpecialIds { get; }

    public int[] Encode(string text) => throw new NotSupportedException();

    public int[] Encode(string text, IReadOnlyList<(int Start, int End)> plainParts) => throw new NotSupportedException();

    public string Decode(IReadOnlyList<int> ids) => Encoding.UTF8.GetString([.. ids.SelectMany(id => _bytes[id])]);

    public ReadOnlySpan<byte> BytesOf(int id, bool first) => _bytes[id];

    private static byte[] BytesOf(string piece) =>
        piece.Length == 6 && piece.StartsWith("<0x", StringComparison.Ordinal)
            ? [byte.Parse(piece.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)]
            : Encoding.UTF8.GetBytes(piece.Replace('▁', ' '));
}
