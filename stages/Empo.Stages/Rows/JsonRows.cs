using System.Text.Json;

namespace Empo.Stages.Rows;

/// <summary>
/// Rows of a JSON file: one object per line, objects over several lines, a list of objects, or one object that holds the rows
/// (<see cref="JsonTable"/>). The beginning of the file decides which, whatever its name. Blank lines are skipped.
/// </summary>
internal sealed class JsonRows
{
    /// <summary>Characters of one object that holds all rows of a <c>.json</c> file.</summary>
    private const int MaxTable = 1 << 28;

    private readonly string _path;
    private readonly IReadOnlyCollection<string>? _columns;
    private readonly OddRows _odd;
    private readonly int _longest;
    private long _number;

    private JsonRows(string path, IReadOnlyCollection<string>? columns, OddRows odd)
    {
        (_path, _columns, _odd) = (path, columns, odd);
        _longest = Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase) ? MaxTable : TextLines.Longest;
    }

    /// <param name="path">Absolute path.</param>
    /// <param name="columns">Dotted paths of the columns to read; others are not read. Null reads all.</param>
    /// <param name="odd">Collects the rows that cannot be read.</param>
    /// <param name="encoding">As <see cref="RowFile.Read"/>.</param>
    /// <exception cref="UserError">As <see cref="RowFile.Read"/>.</exception>
    public static IEnumerable<Row> Read(string path, IReadOnlyCollection<string>? columns, OddRows odd, string? encoding)
    {
        var rows = new JsonRows(path, columns, odd);
        return JsonForm.IsOverLines(path, odd.Words, encoding)
            ? rows.ReadPieces(TextLines.Pieces(path, odd.Words, encoding))
            : rows.ReadLines(TextLines.Read(path, odd.Words, encoding, rows._longest));
    }

    private IEnumerable<Row> ReadLines(IEnumerable<TextLine> lines) => Read(lines
        .Select(line => line.Clean())
        .Where(line => line.Fault is not null || !string.IsNullOrWhiteSpace(line.Text))
        .Select(line => new JsonPiece(line.Number, line.Text, line.Fault, line.Why)));

    private IEnumerable<Row> ReadPieces(IEnumerable<TextLine> lines)
    {
        var pieces = new JsonPieces(lines, _longest);
        var last = default(JsonPiece);
        foreach (var row in Read(pieces.Read().Select(piece => last = piece)))
        {
            yield return row;
        }

        if (pieces.IsListOpen && last.Fault is null)
        {
            _odd.Remark(RowRemark.OpenList, new OddRow(last.Line, _number, "it is the last one"));
        }
    }

    /// <param name="pieces">Texts, each of which should be an object.</param>
    private IEnumerable<Row> Read(IEnumerable<JsonPiece> pieces)
    {
        using var source = pieces.GetEnumerator();
        if (!source.MoveNext())
        {
            yield break;
        }

        var first = source.Current;
        var more = source.MoveNext();
        foreach (var row in more || first.IsEntry ? Rows(first) : RowsWithin(first))
        {
            yield return row;
        }

        for (; more; more = source.MoveNext())
        {
            foreach (var row in Rows(source.Current))
            {
                yield return row;
            }
        }
    }

    /// <summary>The rows of a file with a single object: the rows that it holds, or the object itself.</summary>
    private IEnumerable<Row> RowsWithin(JsonPiece piece)
    {
        using var document = piece.Fault is null && _columns is not null ? Parsed(piece.Text) : null;
        if (document?.RootElement.ValueKind != JsonValueKind.Object || JsonTable.Rows(document.RootElement, _columns!) is not { } entries)
        {
            foreach (var row in Rows(piece))
            {
                yield return row;
            }

            yield break;
        }

        foreach (var entry in entries)
        {
            if (entry is null)
            {
                LeaveOut(RowFault.NotAnObject, piece.Line, "it is not an object");
            }
            else if (RowOf(piece.Line, entry.Select(field => (field.Key, field.Value))) is { } row)
            {
                yield return row;
            }
        }
    }

    /// <summary>The row of a text; several where objects follow each other without a line break; none where the text is odd.</summary>
    private IEnumerable<Row> Rows(JsonPiece piece)
    {
        if (piece.Fault is { } fault)
        {
            LeaveOut(fault, piece.Line, piece.Why, piece.Rows);
            return [];
        }

        if (piece.Text.Length > TextLines.Longest)
        {
            LeaveOut(RowFault.TooLong, piece.Line, TextLines.TooLong);
            return [];
        }

        using var document = Parsed(piece.Text);
        if (document is not null)
        {
            return RowOf(piece.Line, document.RootElement) is { } row ? [row] : [];
        }

        List<JsonPiece> pieces = [.. new JsonPieces([new TextLine(piece.Line, piece.Text, "")], _longest).Read()];
        if (pieces.Count > 1 && pieces.TrueForAll(each => each.Fault is null && each.Text[0] == '{'))
        {
            return pieces.SelectMany(Rows);
        }

        var isCut = JsonScan.Of(piece.Text) is { IsWhole: false, Mismatched: false };
        LeaveOut(isCut ? RowFault.CutOff : RowFault.Malformed, piece.Line, isCut ? "its end is missing" : "it is not JSON");
        return [];
    }

    private Row? RowOf(int line, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            return RowOf(line, element.EnumerateObject().Select(property => (property.Name, property.Value)));
        }

        LeaveOut(RowFault.NotAnObject, line, $"it is JSON, but no object: {element.ValueKind.ToString().ToLowerInvariant()}");
        return null;
    }

    private Row? RowOf(int line, IEnumerable<(string Name, JsonElement Value)> properties)
    {
        try
        {
            var fields = JsonText.Fields(properties, _columns, out var repeated);
            var row = new Row(_path, line, ++_number, RowValue.Of(fields));
            if (repeated is not null)
            {
                _odd.Remark(RowRemark.RepeatedName, row.Odd($"'{repeated}'"));
            }

            return row;
        }
        catch (InvalidOperationException)
        {
            LeaveOut(RowFault.Undecodable, line, "it has half of a surrogate pair, which is not a character");
            return null;
        }
    }

    private void LeaveOut(RowFault fault, int line, string why, int rows = 1) =>
        _odd.LeaveOut(fault, new OddRow(line, ++_number, why), rows);

    private static JsonDocument? Parsed(string text)
    {
        try
        {
            return JsonText.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
