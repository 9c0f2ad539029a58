using Empo.Experiments.Storage;

namespace Empo.Experiments.Graph;

/// <summary>The decision about one stage.</summary>
public sealed record NodeStatus
{
    public required StageNode Node { get; init; }

    public required StageState State { get; init; }

    /// <summary>Why it is stale, or what it waits for; empty where it is up to date.</summary>
    public required string Reason { get; init; }

    /// <summary>The key, where it is known.</summary>
    public string? Key { get; init; }

    /// <summary>The lines behind the key, where they are known.</summary>
    public IReadOnlyList<string>? Fingerprint { get; init; }

    /// <summary>The entry in the store, where it is up to date.</summary>
    public Manifest? Manifest { get; init; }
}
