using System.Text;

namespace Empo.Stages.Rows;

/// <summary>Reads one record of a CSV file.</summary>
/// <param name="line">Returns a line of the record by index, from 0; null after the file's last line.</param>
internal sealed class CsvParser(Func<int, TextLine?> line)
{
    private readonly List<string> _fields = [];
    private TextLine _current = line(0) ?? throw new ArgumentException("A record has a line.", nameof(line));
    private int _at;
    private int _index;

    /// <summary>
    /// Number of lines of the record. Where a record of several lines breaks off, the line on which it does begins the next record and does
    /// not count.
    /// </summary>
    public int Lines { get; private set; } = 1;

    public CsvRecord Record()
    {
        var number = _current.Number;
        do
        {
            if ((_current.Fault is { } fault ? (fault, _current.Why) : Field()) is var (found, why))
            {
                return new CsvRecord(number, [], found, why);
            }
        }
        while (TakeComma());

        return _current.IsCut ? new CsvRecord(number, [], RowFault.CutOff, "its end is missing") : new CsvRecord(number, _fields);
    }

    /// <summary>Reads a field; what is wrong with it, or null.</summary>
    private (RowFault, string)? Field()
    {
        var rest = _current.Text.AsSpan(_at);
        if (rest is ['"', ..])
        {
            return Quoted();
        }

        var field = rest[..(rest.IndexOf(',') is >= 0 and var comma ? comma : rest.Length)];
        if (field.IndexOfAny('"', '\r') is >= 0 and var wrong)
        {
            return (
                RowFault.Quote,
                field[wrong] == '"'
                    ? "a quote stands within a field without quotes"
                    : "a carriage return stands within a field without quotes (lines end in LF, or in CR and LF)"
            );
        }

        _fields.Add(field.ToString());
        _at += field.Length;
        return null;
    }

    private (RowFault, string)? Quoted()
    {
        var field = new StringBuilder();
        for (_at++; ; _at++)
        {
            var quote = _current.Text.IndexOf('"', _at);
            field.Append(_current.Text, _at, (quote < 0 ? _current.Text.Length : quote) - _at);
            if (quote < 0)
            {
                if (NextLine(field) is { } broken)
                {
                    return broken;
                }

                continue;
            }

            _at = quote + 1;
            if (_at >= _current.Text.Length || _current.Text[_at] != '"')
            {
                _fields.Add(field.ToString());
                return _at == _current.Text.Length || _current.Text[_at] == ','
                    ? null
                    : (RowFault.Quote, "something follows a closing quote");
            }

            field.Append('"');
        }
    }

    /// <summary>Continues a quoted field on the next line.</summary>
    private (RowFault, string)? NextLine(StringBuilder field)
    {
        field.Append(_current.End);
        if (_current.IsCut || line(_index + 1) is not { } next)
        {
            Lines = _index + 1;
            return _current.IsCut
                ? (RowFault.CutOff, "its end is missing")
                : (RowFault.Quote, "a quoted field is not closed before the end of the file");
        }

        Lines = ++_index;
        (_current, _at) = (next, -1);
        if (next.Fault is { } fault)
        {
            Lines = _index + 1;
            return (fault, next.Why);
        }

        return field.Length > TextLines.Longest ? (RowFault.TooLong, TextLines.TooLong) : null;
    }

    private bool TakeComma()
    {
        Lines = _index + 1;
        return _at < _current.Text.Length && _current.Text[_at++] == ',';
    }
}
