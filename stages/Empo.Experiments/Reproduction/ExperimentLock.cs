namespace Empo.Experiments.Reproduction;

/// <summary>
/// A record of a finished run, small enough to commit: settings, stage formats, digests of the user's files and of every output, and the
/// measurements of one or more seeds.
/// </summary>
public sealed record ExperimentLock
{
    /// <summary>Version of the file's layout.</summary>
    public const int CurrentFormat = 1;

    public required string Experiment { get; init; }

    /// <summary>Libraries, device and processor features of the run. A machine of another class may differ in the last bits.</summary>
    public required IReadOnlyDictionary<string, string> Numerics { get; init; }

    /// <summary>Every setting that any stage read.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Stage name to the version of its code.</summary>
    public required IReadOnlyDictionary<string, string> Formats { get; init; }

    /// <summary>Stage id and role to the digest of a user's file.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>Stages in the order of the graph, without the report: its times are in no key.</summary>
    public required IReadOnlyList<LockedStage> Stages { get; init; }

    /// <summary>Seed to the metrics of its evaluations, by <c>evaluate 12 pass@1</c>.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Runs { get; init; }
}
