using Empo.Experiments.Catalog;

namespace Empo.Experiments.Storage;

/// <summary>One input of a stage in its manifest.</summary>
public sealed record InputRecord(string Role, string Digest, string? Stage, int? Round)
{
    /// <summary>Whether the stage read it in this role.</summary>
    public bool Is(InputRole role) => Role == role.Name;
}
