namespace Empo.Stages.Datasets;

/// <summary>Where a question is in a user's files.</summary>
/// <param name="File">Index of the file in the manifest, from 0.</param>
/// <param name="Row">Number of the row in the file, from 1.</param>
/// <param name="Source">Where the row says it came from, or null.</param>
/// <param name="Id">The row's own id, or null.</param>
/// <param name="Extras">Further columns as a JSON object with the columns' paths as names, or null.</param>
internal sealed record QuestionOrigin(int File, long Row, string? Source, string? Id, string? Extras)
{
    /// <summary>Line of the row, or its number in Parquet, for messages.</summary>
    public int Line { get; init; }
}
