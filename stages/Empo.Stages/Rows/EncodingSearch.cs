using System.Buffers;
using System.Globalization;
using System.Text;

namespace Empo.Stages.Rows;

/// <summary>Decides what a file with invalid UTF-8 bytes is: UTF-8 with damaged rows, or text in another encoding.</summary>
internal static class EncodingSearch
{
    private const int ExcerptBefore = 12;
    private const int ExcerptAfter = 20;

    /// <summary>Encodings that a user can distinguish by looking at a line.</summary>
    private static readonly string[] Usual = ["windows-1252", "gb18030", "big5", "shift_jis", "euc-kr"];

    /// <summary>
    /// Returns normally where the file has at least as many complete multi-byte characters as wrong bytes: such characters are almost
    /// impossible in text of another encoding. Otherwise the file is not UTF-8 and an error is thrown.
    /// </summary>
    /// <param name="skip">Bytes before the text.</param>
    /// <param name="number">The first line with a wrong byte.</param>
    /// <param name="line">Its bytes.</param>
    /// <exception cref="UserError">The encoding's code of <paramref name="words"/>.</exception>
    public static void RequireUtf8(string path, int skip, int number, ReadOnlySpan<byte> line, FileWords words)
    {
        var (whole, wrong) = Count(path, skip);
        if (wrong == 0 || (whole > 0 && whole >= wrong))
        {
            return;
        }

        var readings = Readings(line);
        var shown =
            readings.Count == 0
                ? ""
                : $" The line reads {string.Join(", ", readings.Select(reading => $"'{reading.Text}' as {reading.Encoding}"))}.";
        throw new UserError(
            words.EncodingCode,
            $"The file is not UTF-8: line {number} has {FirstWrong(line, TextEncoding.Utf8)}.{shown} "
                + $"{TextStart.Advice(words, readings.FirstOrDefault().Encoding ?? "windows-1252")}{Damaged(words)}",
            path,
            number,
            1);
    }

    /// <summary>Describes in words the first bytes that are invalid in the encoding.</summary>
    public static string FirstWrong(ReadOnlySpan<byte> bytes, TextEncoding encoding)
    {
        if (encoding != TextEncoding.Utf8)
        {
            return $"bytes that are not {encoding.Name}";
        }

        for (var at = 0; at < bytes.Length;)
        {
            if (Rune.DecodeFromUtf8(bytes[at..], out _, out var consumed) != OperationStatus.Done)
            {
                return string.Create(CultureInfo.InvariantCulture, $"the byte 0x{bytes[at]:X2} at byte {at + 1}, which is not UTF-8");
            }

            at += consumed;
        }

        return "bytes that are not UTF-8";
    }

    /// <summary>
    /// The text before an incomplete last character, as a stopped program leaves it; null where the fault is a different one.
    /// </summary>
    public static string? WithoutCutCharacter(ReadOnlySpan<byte> bytes, TextEncoding encoding)
    {
        bytes = bytes.TrimEnd((byte)0);
        if (encoding == TextEncoding.Utf8)
        {
            return
                Rune.DecodeLastFromUtf8(bytes, out _, out var cut) != OperationStatus.Done
                && Rune.DecodeFromUtf8(bytes[^cut..], out _, out _) == OperationStatus.NeedMoreData
                ? encoding.Decode(bytes[..^cut])
                : null;
        }

        return encoding.Width > 1 && bytes.Length % encoding.Width is > 0 and var odd ? encoding.Decode(bytes[..^odd]) : null;
    }

    /// <summary>Counts complete multi-byte characters and invalid sequences.</summary>
    private static (long Whole, long Wrong) Count(string path, int skip)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = skip;
        var buffer = new byte[1 << 16];
        var (whole, wrong, kept) = (0L, 0L, 0);
        for (var read = file.Read(buffer); read > 0; read = file.Read(buffer, kept, buffer.Length - kept))
        {
            ReadOnlySpan<byte> bytes = buffer.AsSpan(0, kept + read);
            var at = 0;
            while (bytes[at..].IndexOfAnyInRange((byte)0x80, (byte)0xFF) is >= 0 and var next)
            {
                at += next;
                var status = Rune.DecodeFromUtf8(bytes[at..], out _, out var consumed);
                if (status == OperationStatus.NeedMoreData)
                {
                    break;
                }

                (whole, wrong, at) = status == OperationStatus.Done ? (whole + 1, wrong, at + consumed) : (whole, wrong + 1, at + consumed);
            }

            kept = bytes[at..].ContainsAnyInRange((byte)0x80, (byte)0xFF) ? bytes.Length - at : 0;
            bytes[^kept..].CopyTo(buffer);
        }

        return (whole, wrong);
    }

    private static List<(string Encoding, string Text)> Readings(ReadOnlySpan<byte> line)
    {
        var readings = new List<(string, string)>();
        foreach (var name in Usual)
        {
            if (
                TextEncoding.Of(name).Decode(line) is { } text
                && text.AsSpan().IndexOfAnyExceptInRange('\0', '\u007F') is >= 0 and var first
            )
            {
                readings.Add((name, text[Math.Max(0, first - ExcerptBefore)..Math.Min(text.Length, first + ExcerptAfter)].Trim()));
            }
        }

        return readings;
    }

    private static string Damaged(FileWords words) =>
        words.EncodingPlace is null ? "" : " With utf-8 there, lines that are not UTF-8 are left out and counted.";
}
