using Empo.Experiments.Catalog;

namespace Empo.Experiments.Execution;

/// <summary>One artifact or file that a stage reads.</summary>
public sealed record StageInput
{
    /// <summary>
    /// The role in which the stage reads it, for example <c>policy</c>. Several inputs may have the same role (the metrics of the report).
    /// </summary>
    public required string Role { get; init; }

    /// <summary>Whether a stage reads it in this role.</summary>
    public bool Is(InputRole role) => Role == role.Name;

    /// <summary>Absolute path of the file or folder.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the content in lower-case hexadecimal; of a folder, over its sorted relative paths and file digests.</summary>
    public required string Digest { get; init; }

    /// <summary>The stage that made it (<c>score</c>), or null for a user's file.</summary>
    public string? Stage { get; init; }

    /// <summary>Whether it is a policy that the run has trained, and not the one that it was given or pre-trained.</summary>
    public bool IsTrained => Stage == StageTable.Update.Name || Stage == StageTable.Finetune.Name;

    /// <summary>The round that it belongs to, or null.</summary>
    public int? Round { get; init; }
}
