using Empo.Experiments.Execution;

namespace Empo.Stages.Rows;

/// <summary>Rows of a user's file, by its extension: <c>.parquet</c>, <c>.csv</c>, or JSON lines (<c>.jsonl</c>, <c>.ndjson</c>, <c>.json</c>).</summary>
internal static class RowFile
{
    /// <param name="path">Absolute path.</param>
    /// <param name="columns">Dotted paths that will be asked for; a Parquet file's other columns are not read. Null reads all.</param>
    /// <exception cref="StageFailure">
    /// EMPO2012 at a line that is no JSON object. EMPO2030: not CSV. EMPO2031: not whole Parquet. EMPO2032: a row group too large
    /// for this machine. EMPO2033: an unknown extension.
    /// </exception>
    public static IEnumerable<Row> Read(string path, IReadOnlyCollection<string>? columns = null) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".parquet" => ParquetRows.Read(path, columns),
        ".csv" => CsvRows.Read(path),
        ".jsonl" or ".ndjson" or ".json" => JsonLinesRows.Read(path),
        var other => throw new StageFailure("EMPO2033", $"A file with the extension '{other}' cannot be read. Give JSON lines (.jsonl), CSV (.csv) or Parquet (.parquet).", path),
    };
}
