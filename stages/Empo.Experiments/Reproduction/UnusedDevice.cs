using Empo.Experiments.Storage;

namespace Empo.Experiments.Reproduction;

/// <summary>A stage that computed on no device matches any device: the device of its process decides none of its bits.</summary>
internal static class UnusedDevice
{
    private static readonly HashSet<string> OfDevices = new(StringComparer.Ordinal) { "device", "gpu", "deterministic" };

    /// <summary>Whether the stage computed on no device.</summary>
    public static bool Is(Manifest manifest) => manifest.Numerics.GetValueOrDefault("device") == Manifest.NoDevice;

    /// <summary>Whether an entry of the numerics belongs to the stage's class.</summary>
    public static bool Counts(Manifest manifest, string name) => !Is(manifest) || !OfDevices.Contains(name);
}
