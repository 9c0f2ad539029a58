namespace Empo.Stages.Rows;

/// <summary>Distinguishes a JSON file with one value per line from one with values over several lines or with one list.</summary>
internal static class JsonForm
{
    /// <summary>
    /// True where the first line begins a list, or an object that continues on the next line. A list that is complete on the first of
    /// several lines is a row, although an odd one. An object that breaks off within a text, or before a line that is an object, is a
    /// broken row.
    /// </summary>
    /// <exception cref="UserError">As <see cref="TextLines.Read"/>.</exception>
    public static bool IsOverLines(string path, FileWords words, string? encoding)
    {
        using var lines = TextLines
            .Pieces(path, words, encoding)
            .Select(line => line.Clean())
            .Where(line => line.IsPiece || !string.IsNullOrWhiteSpace(line.Text))
            .GetEnumerator();
        if (!lines.MoveNext())
        {
            return false;
        }

        var first = lines.Current;
        var text = first.Text.AsSpan().TrimStart();
        var scan = first.IsPiece ? null : JsonScan.Of(text);
        return text switch
        {
            ['[', ..] => scan is not { IsWhole: true } || !lines.MoveNext(),
            ['{', ..] => scan is { IsWhole: false, InString: false, Mismatched: false }
                && (text.TrimEnd() is [.., '{' or '['] || !lines.MoveNext() || !IsObject(lines.Current)),
            _ => false,
        };
    }

    private static bool IsObject(TextLine line) => line.Text.AsSpan().Trim() is ['{', .., '}'] text && JsonScan.Of(text).IsWhole;
}
