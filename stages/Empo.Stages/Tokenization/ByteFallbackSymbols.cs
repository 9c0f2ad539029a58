using System.Globalization;
using System.Text;

namespace Empo.Stages.Tokenization;

/// <summary>
/// Characters, and where the vocabulary lacks one, its UTF-8 as tokens <c>&lt;0xE4></c> (Llama 2, Mistral, Gemma, Phi-3).
/// </summary>
internal sealed class ByteFallbackSymbols : IBpeAlphabet
{
    private readonly IReadOnlyDictionary<string, int> _vocabulary;
    private readonly int[] _bytes;

    /// <exception cref="ArgumentException">The vocabulary lacks a byte.</exception>
    public ByteFallbackSymbols(IReadOnlyDictionary<string, int> vocabulary)
    {
        _vocabulary = vocabulary;
        string[] bytes = [.. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>")];
        var missing = bytes.Where((symbol, value) => !vocabulary.ContainsKey(symbol) && !IsLetter(value)).Count();
        _bytes = missing == 0
            ? [.. bytes.Select(symbol => vocabulary.GetValueOrDefault(symbol, -1))]
            : throw new ArgumentException($"the vocabulary lacks {missing} of the 256 bytes, so some texts could not be encoded");

        // A byte of ASCII occurs in no other character, so the character itself will do (the tab of Gemma).
        bool IsLetter(int value) => value < 0x80 && vocabulary.ContainsKey(((char)value).ToString());
    }

    public List<int> Symbols(string piece)
    {
        var ids = new List<int>(piece.Length);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in piece.EnumerateRunes())
        {
            if (_vocabulary.TryGetValue(rune.ToString(), out var id))
            {
                ids.Add(id);
                continue;
            }

            foreach (var value in bytes[..rune.EncodeToUtf8(bytes)])
            {
                ids.Add(_bytes[value]);
            }
        }

        return ids;
    }

    public string Spelling(string piece) => piece;

    public byte[] BytesOf(string token) =>
        IsByte(token)
            ? [byte.Parse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)]
            : Encoding.UTF8.GetBytes(token);

    public bool IsByte(string token) =>
        token.Length == 6
        && token.StartsWith("<0x", StringComparison.Ordinal)
        && token[5] == '>'
        && char.IsAsciiHexDigit(token[3])
        && char.IsAsciiHexDigit(token[4]);
}
