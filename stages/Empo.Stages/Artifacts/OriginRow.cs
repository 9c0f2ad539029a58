namespace Empo.Stages.Artifacts;

/// <summary>Where a question is in the user's files: <c>question-origins.parquet</c>.</summary>
internal sealed record OriginRow
{
    /// <summary>First 16 hexadecimal digits of SHA-256(source, line feed, text).</summary>
    public required string QuestionId { get; init; }

    /// <summary>training, development or evaluation.</summary>
    public required string Split { get; init; }

    /// <summary>Path of the file as written in the dataset manifest; null where a generator made the question.</summary>
    public required string? File { get; init; }

    /// <summary>Number of the row in the file, from 1; 0 where a generator made the question.</summary>
    public required int Row { get; init; }

    /// <summary>The row's own id, where the manifest names its column.</summary>
    public required string? Id { get; init; }

    /// <summary>Further columns as a JSON object, where the manifest names them.</summary>
    public required string? Extras { get; init; }

    public static ArtifactSchema<OriginRow> Schema { get; } = new("question origins");
}
