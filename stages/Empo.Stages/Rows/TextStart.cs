namespace Empo.Stages.Rows;

/// <summary>The encoding of a text file, as far as its beginning shows it.</summary>
/// <param name="Encoding">From the byte order mark, from the user, or UTF-8.</param>
/// <param name="Skip">Length of the mark in bytes.</param>
/// <param name="Certain">Whether the mark or the user determines it. Then an invalid line is damaged, and not in another encoding.</param>
internal sealed record TextStart(TextEncoding Encoding, int Skip, bool Certain)
{
    private const int HeadBytes = 1 << 16;

    /// <summary>The mark of UTF-32 (little endian) begins with that of UTF-16, so it comes first.</summary>
    private static readonly (byte[] Mark, string Encoding)[] Marks =
    [
        ([0xEF, 0xBB, 0xBF], "utf-8"),
        ([0xFF, 0xFE, 0, 0], "utf-32le"),
        ([0, 0, 0xFE, 0xFF], "utf-32be"),
        ([0xFF, 0xFE], "utf-16le"),
        ([0xFE, 0xFF], "utf-16be"),
    ];

    private static readonly string[] Wide = ["utf-32le", "utf-32be", "utf-16le", "utf-16be"];

    /// <summary>Reads a file's beginning and positions the file after the mark.</summary>
    /// <param name="declared">Name of an encoding, or null where the user names none.</param>
    /// <exception cref="UserError">The code of <paramref name="words"/>: the mark contradicts the user, or the text is UTF-16 or UTF-32
    /// without a mark.</exception>
    public static TextStart Of(FileStream file, string? declared, FileWords words)
    {
        var head = new byte[HeadBytes];
        var bytes = head.AsSpan(0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        var start = Of(bytes, declared, words, file.Name);
        file.Position = start.Skip;
        return start;
    }

    private static TextStart Of(ReadOnlySpan<byte> head, string? declared, FileWords words, string path)
    {
        foreach (var (mark, name) in Marks)
        {
            if (head.StartsWith(mark))
            {
                return declared is null || declared == name
                    ? new TextStart(TextEncoding.Of(name), mark.Length, true)
                    : throw new UserError(
                        words.EncodingCode,
                        $"The file begins with the byte order mark of {name}, so it is not {declared}. Remove that encoding; the "
                            + "mark is enough.",
                        path,
                        1,
                        1
                    );
            }
        }

        if (declared is not null)
        {
            return new TextStart(TextEncoding.Of(declared), 0, true);
        }

        foreach (var name in Wide)
        {
            if (IsWide(head, TextEncoding.Of(name)))
            {
                throw new UserError(
                    words.EncodingCode,
                    $"The file is not UTF-8: its zero bytes are those of {name} without a byte order mark. {Advice(words, name)}",
                    path,
                    1,
                    1
                );
            }
        }

        return new TextStart(TextEncoding.Utf8, 0, false);
    }

    /// <summary>What to do about a file that is not UTF-8; whole sentences.</summary>
    /// <param name="name">The encoding that it has, or an example.</param>
    public static string Advice(FileWords words, string name) => words.EncodingPlace is { } place
        ? $"Write {string.Format(System.Globalization.CultureInfo.InvariantCulture, place, name)}, or save the file as UTF-8."
        : "Save the file as UTF-8.";

    /// <summary>
    /// Whether most quotes, commas, colons, spaces and line feeds are next to the zero bytes that the encoding gives them, and every unit
    /// is a character. Zero bytes left by a crash are not next to these characters, or they form a separate line. That line is NUL in
    /// UTF-16, and the lines around it are not UTF-32.
    /// </summary>
    private static bool IsWide(ReadOnlySpan<byte> head, TextEncoding encoding)
    {
        var (all, wide) = (0, 0);
        for (var at = 0; at < head.Length; at++)
        {
            if (head[at] is not ((byte)'"' or (byte)',' or (byte)':' or (byte)' ' or (byte)'\n'))
            {
                continue;
            }

            all++;
            var first = encoding.BigEndian ? at - encoding.Width + 1 : at;
            wide +=
                first >= 0
                && first % encoding.Width == 0
                && first + encoding.Width <= head.Length
                && head.Slice(first, encoding.Width).Count((byte)0) == encoding.Width - 1
                    ? 1
                    : 0;
        }

        return 2 * wide > all && HasCharactersOnly(head, encoding);
    }

    /// <summary>Whether every whole unit is a code point other than NUL.</summary>
    private static bool HasCharactersOnly(ReadOnlySpan<byte> head, TextEncoding encoding)
    {
        const uint LastCodePoint = 0x10FFFF;
        for (var at = 0; at + encoding.Width <= head.Length; at += encoding.Width)
        {
            uint unit = 0;
            for (var place = 0; place < encoding.Width; place++)
            {
                unit |= (uint)head[at + place] << (8 * (encoding.BigEndian ? encoding.Width - 1 - place : place));
            }

            if (unit is 0 or > LastCodePoint)
            {
                return false;
            }
        }

        return true;
    }
}
