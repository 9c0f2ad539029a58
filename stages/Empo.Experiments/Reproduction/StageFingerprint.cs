using Empo.Experiments.Storage;

namespace Empo.Experiments.Reproduction;

/// <summary>Parses the lines of a manifest's fingerprint.</summary>
internal static class StageFingerprint
{
    private const string SettingPrefix = "setting ";
    private const string FormatPrefix = "format ";
    private const string RulesPrefix = "answer rules ";

    /// <summary>Path and value of every setting that the stage read.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Settings(Manifest manifest) => manifest.Fingerprint
        .Where(line => line.StartsWith(SettingPrefix, StringComparison.Ordinal))
        .Select(line => line[SettingPrefix.Length..].Split(" = ", 2))
        .Select(parts => KeyValuePair.Create(parts[0], parts.Length == 2 ? parts[1] : ""));

    /// <summary>Version of the stage's code, and of the answer rules where it judges answers: <c>1, answer rules 2</c>.</summary>
    public static string Format(Manifest manifest) => string.Join(", ", manifest.Fingerprint
        .Where(line => line.StartsWith(FormatPrefix, StringComparison.Ordinal) || line.StartsWith(RulesPrefix, StringComparison.Ordinal))
        .Select(line => line.StartsWith(FormatPrefix, StringComparison.Ordinal) ? line[FormatPrefix.Length..] : line));

    /// <summary>Stage id and role to the digest of inputs that no stage made.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Files(string id, Manifest manifest) => manifest.Inputs
        .Where(input => input.Stage is null)
        .Select((input, index) => KeyValuePair.Create($"{id} {input.Role} {index}", input.Digest));
}
