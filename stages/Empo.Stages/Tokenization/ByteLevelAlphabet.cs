using System.Text;

namespace Empo.Stages.Tokenization;

/// <summary>
/// The 256 characters that stand for bytes in the vocabulary of a byte-level model: printable Latin-1 stands for itself, the rest
/// (controls, space, soft hyphen) for the characters from U+0100 on, in order. Source: <c>bytes_to_unicode</c> of the GPT-2 release.
/// </summary>
internal static class ByteLevelAlphabet
{
    private static readonly char[] Characters = Build();
    private static readonly Dictionary<char, byte> Bytes = Characters
        .Select((character, value) => (character, value))
        .ToDictionary(pair => pair.character, pair => (byte)pair.value);

    /// <summary>The character that stands for a byte.</summary>
    public static char Character(byte value) => Characters[value];

    /// <summary>The bytes of a token in the vocabulary's spelling; null where a character does not stand for a byte.</summary>
    public static byte[]? Decode(string token)
    {
        var bytes = new byte[token.Length];
        for (var i = 0; i < token.Length; i++)
        {
            if (!Bytes.TryGetValue(token[i], out bytes[i]))
            {
                return null;
            }
        }

        return bytes;
    }

    /// <summary>A text in the vocabulary's spelling.</summary>
    public static string Encode(string text) => string.Create(Encoding.UTF8.GetByteCount(text), text, (characters, source) =>
    {
        var bytes = Encoding.UTF8.GetBytes(source);
        for (var i = 0; i < bytes.Length; i++)
        {
            characters[i] = Characters[bytes[i]];
        }
    });

    private static char[] Build()
    {
        var next = (char)256;
        return
        [
            .. Enumerable
                .Range(0, 256)
                .Select(value => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)value : next++),
        ];
    }
}
