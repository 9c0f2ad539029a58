namespace Empo.Stages.Rows;

/// <summary>Lines of a text file, none longer than a bound, so that a file without line ends cannot fill the memory.</summary>
internal static class TextLines
{
    /// <summary>Characters of the longest line or field; a response of a million tokens has about four million.</summary>
    public const int Longest = 1 << 24;

    /// <summary>Why a line that is longer is not read.</summary>
    public static readonly string TooLong = $"it has more than {Longest} characters, which no question or response needs";

    /// <summary>Largest number of bytes per character.</summary>
    private const int MaxBytes = 4;

    /// <summary>The lines of a file; a line that is too long, or is not text in the file's encoding, has a fault.</summary>
    /// <param name="longest">Characters of the longest line.</param>
    /// <exception cref="UserError">The encoding's code of <paramref name="words"/> where the file is not in the expected
    /// encoding.</exception>
    public static IEnumerable<TextLine> Read(string path, FileWords words, string? encoding = null, int longest = Longest)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
        var start = TextStart.Of(file, encoding, words);
        var lines = new ByteLines(file, start.Encoding, MaxBytes * longest, inPieces: false);
        var damagedOnly = start.Certain;
        for (var number = 1; lines.Read(); number++)
        {
            var line = Decode(lines, start.Encoding, number, longest);
            if (line.Fault == RowFault.Undecodable && !damagedOnly)
            {
                EncodingSearch.RequireUtf8(path, start.Skip, number, lines.Line, words);
                damagedOnly = true;
            }

            yield return line;
        }
    }

    /// <summary>The texts of the lines, each of which must be readable.</summary>
    /// <exception cref="UserError">As <see cref="Read"/>; EMPO2070 or the rows' code of <paramref name="words"/> at a line that cannot
    /// be read.</exception>
    public static IEnumerable<string> Texts(string path, FileWords words)
    {
        var odd = OddRows.None(path, words);
        foreach (var line in Read(path, words))
        {
            if (line.Fault is { } fault)
            {
                odd.LeaveOut(fault, new OddRow(line.Number, line.Number, line.Why));
            }

            yield return line.Text;
        }
    }

    /// <summary>The same text, with long lines in several pieces; for files that may have no line ends at all.</summary>
    /// <remarks>Bytes that are not text in the file's encoding become <see cref="TextEncoding.WrongBytes"/>.</remarks>
    /// <exception cref="UserError">As <see cref="Read"/>.</exception>
    public static IEnumerable<TextLine> Pieces(string path, FileWords words, string? encoding = null)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
        var start = TextStart.Of(file, encoding, words);
        var lines = new ByteLines(file, start.Encoding, 1 << 20, inPieces: true);
        var decoder = start.Encoding.Marking();
        var damagedOnly = start.Certain;
        for (var number = 1; lines.Read(); number += lines.IsPiece ? 0 : 1)
        {
            var text = start.Encoding.Marked(lines.Line, decoder, flush: !lines.IsPiece);
            if (!damagedOnly && text.Contains(TextEncoding.WrongBytes, StringComparison.Ordinal))
            {
                EncodingSearch.RequireUtf8(path, start.Skip, number, lines.Line, words);
                damagedOnly = true;
            }

            yield return lines.IsPiece ? new TextLine(number, text, "", IsPiece: true) : WithEnd(number, text, lines.Ended);
        }
    }

    private static TextLine Decode(ByteLines lines, TextEncoding encoding, int number, int longest)
    {
        if (lines.IsTooLong)
        {
            return new TextLine(number, "", "\n", Fault: RowFault.TooLong, Why: TooLong);
        }

        var bytes = lines.Line;
        if (encoding.Decode(bytes) is not { } text)
        {
            // A program can also be stopped in the middle of a character.
            return !lines.Ended && EncodingSearch.WithoutCutCharacter(bytes, encoding) is { } whole
                ? new TextLine(number, whole, "", IsCut: true)
                : new TextLine(number, "", "\n", Fault: RowFault.Undecodable, Why: $"it has {EncodingSearch.FirstWrong(bytes, encoding)}");
        }

        return text.Length > longest
            ? new TextLine(number, "", "\n", Fault: RowFault.TooLong, Why: TooLong)
            : WithEnd(number, text, lines.Ended);
    }

    private static TextLine WithEnd(int number, string text, bool ended) => text.EndsWith('\r')
        ? new TextLine(number, text[..^1], ended ? "\r\n" : "\r")
        : new TextLine(number, text, ended ? "\n" : "");
}
