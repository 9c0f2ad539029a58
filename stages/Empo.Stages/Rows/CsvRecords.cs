namespace Empo.Stages.Rows;

/// <summary>
/// Cuts lines into CSV records. An unclosed quote would swallow the rest of a file. Where at least half of the swallowed lines are records
/// by themselves, only the line with the quote is broken. Otherwise they all belong to the broken record.
/// </summary>
internal sealed class CsvRecords(IEnumerable<TextLine> lines) : IDisposable
{
    /// <summary>Used lines are dropped in batches of this size.</summary>
    private const int Forgotten = 1024;

    private readonly IEnumerator<TextLine> _source = lines.GetEnumerator();

    /// <summary>Lines that were read; the next record begins at <see cref="_next"/>.</summary>
    private readonly List<TextLine> _lines = [];
    private int _next;
    private int _columns;

    public void Dispose() => _source.Dispose();

    /// <summary>The next record that is not blank, or null at the end. The first record determines the number of fields.</summary>
    public CsvRecord? Next()
    {
        while (Line(_next) is { } line)
        {
            if (line is { Fault: null, Text: "" })
            {
                _next++;
                continue;
            }

            _lines[_next] = line.Clean();
            var parser = new CsvParser(index => Line(_next + index));
            var record = parser.Record();
            var (used, rows) =
                _columns > 0 && (record.Fault is not null || record.Fields.Count != _columns) ? Broken(parser.Lines) : (parser.Lines, 1);
            _next += used;
            Forget();
            if (record is not { Fault: null, Fields: [""] })
            {
                _columns = _columns == 0 ? record.Fields.Count : _columns;
                return record with { Rows = rows };
            }
        }

        return null;
    }

    /// <summary>The number of lines of a broken record, and the number of records that it counts as.</summary>
    private (int Lines, int Rows) Broken(int lines)
    {
        TextLine[] taken = [.. _lines.Skip(_next + 1).Take(lines - 1).Where(line => line.Text.Length > 0)];
        var records = taken.Count(line =>
            new CsvParser(index => index == 0 ? line : null).Record() is { Fault: null } record && record.Fields.Count == _columns
        );
        return records > 0 && 2 * records >= taken.Length ? (1, 1) : (lines, 1 + records);
    }

    private TextLine? Line(int index)
    {
        while (_lines.Count <= index && _source.MoveNext())
        {
            _lines.Add(_source.Current);
        }

        return index < _lines.Count ? _lines[index] : null;
    }

    private void Forget()
    {
        if (_next >= Forgotten)
        {
            _lines.RemoveRange(0, _next);
            _next = 0;
        }
    }
}
