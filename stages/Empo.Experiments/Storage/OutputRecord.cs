namespace Empo.Experiments.Storage;

/// <summary>One output of a stage in its manifest.</summary>
public sealed record OutputRecord
{
    public required string Name { get; init; }

    /// <summary>SHA-256 of the content; of a folder, over its sorted relative paths and file digests.</summary>
    public required string Digest { get; init; }

    public required IReadOnlyList<FileRecord> Files { get; init; }

    /// <summary>Path in the store where the content lies when that is another entry (an unchanged policy), otherwise null.</summary>
    public string? At { get; init; }

    /// <summary>Removed by the retention rules: it counts as present until a stage that must run reads it.</summary>
    public bool Evicted { get; init; }
}
