namespace Empo.Stages.Rows;

/// <summary>
/// Rows of a comma-separated file according to RFC 4180: the first record names the columns; a field in quotes may hold commas, line ends
/// and doubled quotes. Lines end in LF or CR LF; blank lines are skipped.
/// </summary>
internal static class CsvRows
{
    /// <param name="path">Absolute path.</param>
    /// <param name="columns">Dotted paths of the columns to read; null for all.</param>
    /// <param name="odd">Collects the records that cannot be read.</param>
    /// <param name="encoding">As <see cref="RowFile.Read"/>.</param>
    /// <exception cref="UserError">As <see cref="RowFile.Read"/>; EMPO2030 where the first line cannot be read.</exception>
    public static IEnumerable<Row> Read(string path, IReadOnlyCollection<string>? columns, OddRows odd, string? encoding = null)
    {
        using var records = new CsvRecords(TextLines.Read(path, odd.Words, encoding));
        if (Header(records, path, columns) is not { } names)
        {
            yield break;
        }

        for (var number = 1L; records.Next() is { } record; number++)
        {
            var (fault, why) =
                record.Fault is { } broken ? (broken, record.Why)
                : record.Fields.Count != names.Count
                    ? (RowFault.FieldCount, $"it has {record.Fields.Count} fields where the first line names {names.Count} columns")
                : names.Count > 1 && record.Fields.SequenceEqual(names) ? (RowFault.RepeatedHeader, "it is the first line again")
                : ((RowFault?)null, "");
            if (fault is { } left)
            {
                odd.LeaveOut(left, new OddRow(record.Line, number, why), record.Rows);
                number += record.Rows - 1;
                continue;
            }

            var fields = new Dictionary<string, RowValue>(StringComparer.Ordinal);
            for (var i = 0; i < names.Count; i++)
            {
                fields[names[i]] = RowValue.Of(record.Fields[i]);
            }

            yield return new Row(path, record.Line, number, RowValue.Of(fields));
        }
    }

    /// <summary>Names of the columns; none where the file is empty.</summary>
    /// <exception cref="UserError">EMPO2030 where the first line cannot be read.</exception>
    public static IReadOnlyList<string> Columns(string path, FileWords words, string? encoding = null)
    {
        using var records = new CsvRecords(TextLines.Read(path, words, encoding));
        return Header(records, path, null) ?? [];
    }

    private static IReadOnlyList<string>? Header(CsvRecords records, string path, IReadOnlyCollection<string>? columns)
    {
        if (records.Next() is not { } first)
        {
            return null;
        }

        if (first.Fault is not null)
        {
            throw new UserError(
                "EMPO2030",
                $"The first line of the CSV file, which names the columns, cannot be read: {first.Why}. Write it as RFC 4180 has it.",
                path,
                first.Line,
                1
            );
        }

        var repeated = first
            .Fields.GroupBy(name => name, StringComparer.Ordinal)
            .FirstOrDefault(group => group.Count() > 1 && (columns is null || RowFile.IsAsked(group.Key, columns)));
        return repeated is null
            ? first.Fields
            : throw new UserError(
                "EMPO2030",
                $"Two columns of the CSV file have the same name '{repeated.Key}'. Give each column a name of its own in the first line.",
                path,
                first.Line,
                1
            );
    }
}
