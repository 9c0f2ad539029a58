namespace Empo.Stages.Artifacts;

/// <summary>One chunk of a round's samples: a row of <c>rollouts.parquet</c>, which holds no sample itself.</summary>
internal sealed record RolloutIndexRow
{
    /// <summary>Key of the chunk in the store, 64 hexadecimal digits.</summary>
    public required string ChunkKey { get; init; }

    /// <summary>SHA-256 of the chunk's file, 64 hexadecimal digits.</summary>
    public required string ChunkDigest { get; init; }

    /// <summary>Index of the first sample that the chunk holds of each of its questions.</summary>
    public required int FirstSample { get; init; }

    /// <summary>Samples of each question.</summary>
    public required int Samples { get; init; }

    public required int Questions { get; init; }

    /// <summary>Rows of the chunk: samples times questions.</summary>
    public required int Rows { get; init; }

    public static ArtifactSchema<RolloutIndexRow> Schema { get; } = new("rollout index");
}
