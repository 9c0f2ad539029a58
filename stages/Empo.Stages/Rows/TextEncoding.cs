using System.Text;
using Empo.Experiments.Settings;

namespace Empo.Stages.Rows;

/// <summary>A text encoding that never guesses: bytes that are invalid in it are not text.</summary>
internal sealed class TextEncoding
{
    private static readonly Dictionary<string, TextEncoding> Table = new(StringComparer.Ordinal)
    {
        ["utf-8"] = new("utf-8", new UTF8Encoding(false, true), 1, false),
        ["utf-16le"] = new("utf-16le", new UnicodeEncoding(false, false, true), 2, false),
        ["utf-16be"] = new("utf-16be", new UnicodeEncoding(true, false, true), 2, true),
        ["utf-32le"] = new("utf-32le", new UTF32Encoding(false, false, true), 4, false),
        ["utf-32be"] = new("utf-32be", new UTF32Encoding(true, false, true), 4, true),
        // The Web reads "latin1" as Windows-1252, which has € and curly quotes where ISO 8859-1 has control characters that no text uses.
        ["latin1"] = Legacy("latin1", 1252),
        ["iso-8859-1"] = Legacy("iso-8859-1", 1252),
        ["iso-8859-2"] = Legacy("iso-8859-2", 28592),
        ["iso-8859-15"] = Legacy("iso-8859-15", 28605),
        ["windows-1250"] = Legacy("windows-1250", 1250),
        ["windows-1251"] = Legacy("windows-1251", 1251),
        ["windows-1252"] = Legacy("windows-1252", 1252),
        ["windows-1253"] = Legacy("windows-1253", 1253),
        ["windows-1254"] = Legacy("windows-1254", 1254),
        ["windows-1255"] = Legacy("windows-1255", 1255),
        ["windows-1256"] = Legacy("windows-1256", 1256),
        ["windows-1257"] = Legacy("windows-1257", 1257),
        ["windows-1258"] = Legacy("windows-1258", 1258),
        ["koi8-r"] = Legacy("koi8-r", 20866),
        ["gbk"] = Legacy("gbk", 936),
        ["gb2312"] = Legacy("gb2312", 936),
        ["gb18030"] = Legacy("gb18030", 54936),
        ["big5"] = Legacy("big5", 950),
        ["shift_jis"] = Legacy("shift_jis", 932),
        ["euc-jp"] = Legacy("euc-jp", 51932),
        ["euc-kr"] = Legacy("euc-kr", 949),
    };

    /// <summary>Marks bytes that are not text where a text is read in pieces: a code point that is not a character.</summary>
    public const char WrongBytes = '\uFFFF';

    /// <summary>Old tables map unassigned bytes to control characters (U+0080 to U+009F), which no text has.</summary>
    private readonly bool _legacy;

    private TextEncoding(string name, Encoding encoding, int width, bool bigEndian, bool legacy = false) =>
        (Name, Encoding, Width, BigEndian, _legacy) = (name, encoding, width, bigEndian, legacy);

    public static TextEncoding Utf8 { get; } = Table["utf-8"];

    /// <summary>The name, as in <see cref="EncodingNames.All"/>.</summary>
    public string Name { get; }

    /// <summary>Throws <see cref="DecoderFallbackException"/> at invalid bytes.</summary>
    public Encoding Encoding { get; }

    /// <summary>Bytes per code unit; a line feed is one code unit.</summary>
    public int Width { get; }

    public bool BigEndian { get; }

    /// <exception cref="InvalidOperationException">A name that is not among <see cref="EncodingNames.All"/>, which settings and manifests
    /// are checked against.</exception>
    public static TextEncoding Of(string name) =>
        Table.TryGetValue(name, out var encoding) ? encoding : throw new InvalidOperationException($"There is no encoding '{name}'.");

    /// <summary>The text, or null where the bytes are not text in this encoding.</summary>
    public string? Decode(ReadOnlySpan<byte> bytes)
    {
        if (ReferenceEquals(this, Utf8))
        {
            return Utf8Text(bytes);
        }

        try
        {
            var text = Encoding.GetString(bytes);
            return _legacy && text.AsSpan().ContainsAnyInRange('\u0080', '\u009F') ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>
    /// A decoder that writes <see cref="WrongBytes"/> for invalid bytes, and carries over a character that is split between two pieces.
    /// </summary>
    public Decoder Marking()
    {
        var encoding = (Encoding)Encoding.Clone();
        encoding.DecoderFallback = new DecoderReplacementFallback(WrongBytes.ToString());
        return encoding.GetDecoder();
    }

    /// <summary>The next piece of a text.</summary>
    public string Marked(ReadOnlySpan<byte> bytes, Decoder decoder, bool flush)
    {
        var text = new char[decoder.GetCharCount(bytes, flush)];
        var length = decoder.GetChars(bytes, text, flush);
        for (var i = 0; _legacy && i < length; i++)
        {
            text[i] = text[i] is >= '\u0080' and <= '\u009F' ? WrongBytes : text[i];
        }

        return new string(text, 0, length);
    }

    private static string? Utf8Text(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;

    private static TextEncoding Legacy(string name, int codePage) =>
        new(
            name,
            CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!,
            1,
            false,
            legacy: true
        );
}
