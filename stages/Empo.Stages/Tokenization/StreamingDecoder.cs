using System.Text;

namespace Empo.Stages.Tokenization;

/// <summary>
/// Decodes tokens while they arrive: a token may end within a character, whose bytes are held back until the character is complete. The
/// pieces together equal <see cref="ITextTokenizer.Decode"/> of all ids.
/// </summary>
internal sealed class StreamingDecoder(ITextTokenizer tokenizer)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Decoder _characters = Encoding.UTF8.GetDecoder();
    private readonly List<byte> _run = []; // tokens of single bytes in a row
    private bool _first = true;
    private bool _runIsFirst;

    /// <summary>The text that the next token completes; empty while a character is incomplete.</summary>
    public string Append(int id)
    {
        var first = _first;
        _first &= tokenizer.SpecialIds.Contains(id);
        if (tokenizer.IsByte(id))
        {
            _runIsFirst |= first;
            _run.AddRange(tokenizer.BytesOf(id, first));
            return "";
        }

        var bytes = tokenizer.BytesOf(id, first);
        return bytes.IsEmpty ? "" : _run.Count == 0 ? Decode(bytes, flush: false) : Run() + Decode(bytes, flush: false);
    }

    /// <summary>The remaining text at the end: U+FFFD for a character that was never completed.</summary>
    public string End() => Run() + Decode([], flush: true);

    /// <summary>The text of the bytes in a row: U+FFFD for each where they are not whole characters, as in the reference.</summary>
    private string Run()
    {
        string text;
        try
        {
            text = Strict.GetString([.. _run]);
        }
        catch (DecoderFallbackException)
        {
            text = new string('\uFFFD', _run.Count);
        }

        text = _runIsFirst && tokenizer.DropsFirstSpace && text.StartsWith(' ') ? text[1..] : text;
        _run.Clear();
        _runIsFirst = false;
        return text;
    }

    private string Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        var characters = new char[_characters.GetCharCount(bytes, flush)];
        return new string(characters, 0, _characters.GetChars(bytes, characters, flush));
    }
}
