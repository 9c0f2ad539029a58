namespace Empo.Stages.Rows;

/// <summary>
/// Rows of a user's file, by its extension: <c>.parquet</c>, <c>.csv</c>, or JSON (<c>.jsonl</c>, <c>.ndjson</c>, <c>.json</c>).
/// </summary>
internal static class RowFile
{
    /// <param name="path">Absolute path.</param>
    /// <param name="columns">Dotted paths of the columns to read. Other columns are not read, so their oddities do not matter. Null reads
    /// all.</param>
    /// <param name="odd">Collects the rows that cannot be read; null makes the first such row an error.</param>
    /// <param name="encoding">One of <see cref="Empo.Experiments.Settings.EncodingNames"/> for text files; null for the encoding of the
    /// byte order mark, or UTF-8.</param>
    /// <exception cref="UserError">
    /// Where the file is not in its encoding, <see cref="FileWords"/> gives the code. EMPO2030: a CSV file whose first line
    /// cannot be read. EMPO2031: not whole Parquet. EMPO2032: a row group too large for this machine. EMPO2033: an unknown extension.
    /// </exception>
    public static IEnumerable<Row> Read(
        string path,
        IReadOnlyCollection<string>? columns = null,
        OddRows? odd = null,
        string? encoding = null
    )
    {
        odd ??= OddRows.None(path, FileWords.Questions);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".parquet" => ParquetRows.Read(path, columns),
            ".csv" => CsvRows.Read(path, columns, odd, encoding),
            ".jsonl" or ".ndjson" or ".json" => JsonRows.Read(path, columns, odd, encoding),
            var other => throw new UserError(
                "EMPO2033",
                $"A file with the extension '{other}' cannot be read. Give JSON lines (.jsonl), CSV (.csv) or Parquet (.parquet).",
                path
            ),
        };
    }

    /// <summary>Whether one of the dotted paths leads into a column.</summary>
    public static bool IsAsked(string column, IReadOnlyCollection<string> paths) =>
        paths.Any(path =>
            path == column
            || (path.Length > column.Length && path[column.Length] == '.' && path.StartsWith(column, StringComparison.Ordinal))
        );
}
