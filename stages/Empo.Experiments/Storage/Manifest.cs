using Empo.Experiments.Catalog;

namespace Empo.Experiments.Storage;

/// <summary>The record of a finished stage. It is written last, so an entry with a manifest is complete.</summary>
public sealed record Manifest
{
    /// <summary>Version of the manifest's layout.</summary>
    public const int CurrentFormat = 2;

    /// <summary>Manifests since this format end with a digest of themselves; earlier ones are taken as they are.</summary>
    public const int FirstSealedFormat = 2;

    public required string Stage { get; init; }

    public required int? Round { get; init; }

    public required string Key { get; init; }

    public required string Experiment { get; init; }

    public required IReadOnlyList<string> Fingerprint { get; init; }

    public required IReadOnlyList<InputRecord> Inputs { get; init; }

    public required IReadOnlyList<OutputRecord> Outputs { get; init; }

    /// <summary>Chunks that the outputs refer to: key, digest, length and write time.</summary>
    public required IReadOnlyList<FileRecord> Chunks { get; init; }

    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Entry of <see cref="Numerics"/> that only continuous batching has.</summary>
    public const string Batching = "batching";

    /// <summary>Entry of <see cref="Numerics"/> where responses were sampled in another type than the policy's.</summary>
    public const string RolloutDtype = "rollout_dtype";

    /// <summary>
    /// Value of <c>device</c> in <see cref="Numerics"/> for a stage that computed on no device, although there may be a GPU.
    /// </summary>
    public const string NoDevice = "none";

    /// <summary>Libraries, device and processor features that decide the last bits; in no key.</summary>
    public required IReadOnlyDictionary<string, string> Numerics { get; init; }

    /// <summary>
    /// The tools that made it: commit of their sources, packages, runtime, processor. In no key; empty in manifests of earlier versions.
    /// </summary>
    public IReadOnlyDictionary<string, string> Provenance { get; init; } = new Dictionary<string, string>();

    /// <summary>Wall time of the run in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>When it was finished, UTC, ISO 8601.</summary>
    public required string Finished { get; init; }

    public OutputRecord Output(Artifact artifact) => Output(artifact.Name);

    /// <summary>Whether a stage of this kind made it.</summary>
    public bool IsOf(StageDefinition stage) => Stage == stage.Name;

    public OutputRecord Output(string name) => Outputs.Single(output => output.Name == name);
}
