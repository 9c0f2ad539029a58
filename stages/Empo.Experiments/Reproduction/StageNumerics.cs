using Empo.Experiments.Catalog;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Reproduction;

/// <summary>Which entries of a manifest's numerics decide the bits of its stage.</summary>
internal static class StageNumerics
{
    /// <summary>Entries that only stages have that sample with our own decoder.</summary>
    public static readonly IReadOnlySet<string> OfSampling = new HashSet<string>(StringComparer.Ordinal)
    {
        Manifest.Batching,
        Manifest.RolloutDtype,
    };

    private static readonly HashSet<string> OfDevices = new(StringComparer.Ordinal) { "device", "gpu", "deterministic" };

    /// <summary>
    /// Whether the stage computed on no device. It matches any device then: the device of its process decides none of its bits.
    /// </summary>
    public static bool UsedNoDevice(Manifest manifest) => manifest.Numerics.GetValueOrDefault("device") == Manifest.NoDevice;

    /// <summary>Whether an entry belongs to the stage's class.</summary>
    public static bool Counts(Manifest manifest, string name) =>
        (!UsedNoDevice(manifest) || !OfDevices.Contains(name)) && (Samples(manifest) || !OfSampling.Contains(name));

    /// <summary>Whether the stage samples.</summary>
    public static bool Samples(Manifest manifest) => StageTable.Find(manifest.Stage)?.Work == StageWork.Samples;
}
