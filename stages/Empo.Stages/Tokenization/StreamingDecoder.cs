using System.Text;

namespace Empo.Stages.Tokenization;

/// <summary>
/// Decodes tokens while they arrive: a token may end within a character, whose bytes are held back until the character is complete. The
/// pieces together equal <see cref="ITextTokenizer.Decode"/> of all ids.
/// </summary>
internal sealed class StreamingDecoder(ITextTokenizer tokenizer)
{
    private readonly Decoder _characters = Encoding.UTF8.GetDecoder();
    private bool _first = true;

    /// <summary>The text that the next token completes; empty while a character is incomplete.</summary>
    public string Append(int id)
    {
        var bytes = tokenizer.BytesOf(id, _first);
        _first &= tokenizer.SpecialIds.Contains(id);
        return Decode(bytes, flush: false);
    }

    /// <summary>The remaining text at the end: U+FFFD for a character that was never completed.</summary>
    public string End() => Decode([], flush: true);

    private string Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        var characters = new char[_characters.GetCharCount(bytes, flush)];
        return new string(characters, 0, _characters.GetChars(bytes, characters, flush));
    }
}
