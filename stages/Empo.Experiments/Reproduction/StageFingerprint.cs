using Empo.Experiments.Storage;

namespace Empo.Experiments.Reproduction;

/// <summary>The lines of a manifest's fingerprint taken apart again.</summary>
internal static class StageFingerprint
{
    private const string SettingPrefix = "setting ";
    private const string FormatPrefix = "format ";

    /// <summary>Path and value of every setting that the stage read.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Settings(Manifest manifest) => manifest.Fingerprint
        .Where(line => line.StartsWith(SettingPrefix, StringComparison.Ordinal))
        .Select(line => line[SettingPrefix.Length..].Split(" = ", 2))
        .Select(parts => KeyValuePair.Create(parts[0], parts.Length == 2 ? parts[1] : ""));

    public static string Format(Manifest manifest) => manifest.Fingerprint.First(line => line.StartsWith(FormatPrefix, StringComparison.Ordinal))[FormatPrefix.Length..];

    /// <summary>Stage id and role to the digest of inputs that no stage made.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Files(string id, Manifest manifest) => manifest.Inputs
        .Where(input => input.Stage is null)
        .Select((input, index) => KeyValuePair.Create($"{id} {input.Role} {index}", input.Digest));
}
