using System.Text;
using Empo.Experiments.Execution;

namespace Empo.Stages.Rows;

/// <summary>
/// Rows of a comma-separated file after RFC 4180: the first record names the columns; a field in quotes may hold commas, line ends
/// and doubled quotes. UTF-8, with or without a byte order mark; lines end in LF or CR LF; blank lines are skipped.
/// </summary>
internal static class CsvRows
{
    private const string Remedy = "Write the file as RFC 4180 has it: quotes around a whole field, a quote within it doubled.";

    /// <exception cref="StageFailure">EMPO2030 at the line: a quote that is not closed or stands wrong, or a record with another number of fields.</exception>
    public static IEnumerable<Row> Read(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        var records = new CsvRecords(reader, path);
        if (records.Next() is not { } names)
        {
            yield break;
        }

        if (names.Distinct(StringComparer.Ordinal).Count() != names.Count)
        {
            throw Malformed(path, 1, "two columns have the same name", "Give each column a name of its own in the first line.");
        }

        for (var number = 1L; records.Next() is { } fields; number++)
        {
            if (fields.Count != names.Count)
            {
                throw Malformed(path, records.Line, $"it has {fields.Count} fields where the first line names {names.Count} columns", Remedy);
            }

            yield return new Row(path, records.Line, number, RowValue.Of(Enumerable.Range(0, names.Count).ToDictionary(i => names[i], i => RowValue.Of(fields[i]), StringComparer.Ordinal)));
        }
    }

    /// <summary>Names of the columns; none where the file is empty.</summary>
    /// <exception cref="StageFailure">EMPO2030 where the first line cannot be read.</exception>
    public static IReadOnlyList<string> Columns(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        return new CsvRecords(reader, path).Next() ?? [];
    }

    private static StageFailure Malformed(string path, int line, string why, string remedy) =>
        new("EMPO2030", $"This record of the CSV file cannot be read: {why}. {remedy}", path, line, 1);

    /// <summary>Cuts a text into records.</summary>
    private sealed class CsvRecords(TextReader reader, string path)
    {
        private readonly StringBuilder _field = new();
        private int _next = 1;

        /// <summary>Line where the last record begins.</summary>
        public int Line { get; private set; }

        /// <summary>The fields of the next record that is not blank, or null at the end.</summary>
        public List<string>? Next()
        {
            while (reader.Peek() >= 0)
            {
                Line = _next;
                var fields = new List<string> { ReadField() };
                while (reader.Peek() == ',')
                {
                    reader.Read();
                    fields.Add(ReadField());
                }

                EndLine();
                if (fields is not [""])
                {
                    return fields;
                }
            }

            return null;
        }

        private string ReadField()
        {
            _field.Clear();
            if (reader.Peek() == '"')
            {
                return ReadQuoted();
            }

            while (reader.Peek() is not (-1 or ',' or '\r' or '\n'))
            {
                var character = (char)reader.Read();
                Append(character != '"' ? character : throw Malformed(path, Line, "a quote stands within a field without quotes", Remedy));
            }

            return _field.ToString();
        }

        private string ReadQuoted()
        {
            reader.Read();
            for (var character = reader.Read(); character >= 0; character = reader.Read())
            {
                if (character == '"' && reader.Peek() != '"')
                {
                    return _field.ToString();
                }

                if (character == '"')
                {
                    reader.Read();
                }

                _next += character == '\n' ? 1 : 0;
                Append((char)character);
            }

            throw Malformed(path, Line, "a quoted field is not closed", Remedy);
        }

        private void Append(char character)
        {
            if (_field.Length == TextLines.Longest)
            {
                throw TextLines.TooLong(path, Line);
            }

            _field.Append(character);
        }

        private void EndLine()
        {
            if (reader.Peek() == '\r')
            {
                reader.Read();
            }

            var end = reader.Peek() < 0 || reader.Read() == '\n';
            _next += end ? 1 : throw Malformed(path, Line, "something follows a closing quote", Remedy);
        }
    }
}
