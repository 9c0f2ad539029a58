using Empo.Experiments.Catalog;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Upstream;

/// <summary>A manifest from elsewhere, read as data that may be wrong in any way.</summary>
internal static class UpstreamManifest
{
    /// <summary>The manifest in bytes that were sent for an entry.</summary>
    /// <param name="folder">The entry's folder name: the first digits of its key.</param>
    /// <exception cref="UpstreamException">They are no sound manifest of that entry.</exception>
    public static Manifest Read(byte[] bytes, string stage, string folder)
    {
        var manifest = ManifestSeal.IsWhole(bytes) is true && Parsed(bytes, stage) is { } parsed
            ? parsed
            : throw Wrong("what it sent is not the manifest of an entry");
        if (manifest.Stage != stage || !manifest.Key.StartsWith(folder, StringComparison.Ordinal))
        {
            throw Wrong("the manifest is that of another entry");
        }

        if (Sha256Digest.OfLines(manifest.Fingerprint) != manifest.Key)
        {
            throw Wrong("the manifest's fingerprint is not the one of its key");
        }

        var inputs = manifest.Fingerprint.Where(line => line.StartsWith("input ", StringComparison.Ordinal));
        if (!inputs.SequenceEqual(manifest.Inputs.Select(input => $"input {input.Role} {input.Digest}")))
        {
            throw Wrong("the manifest's inputs are not the ones of its key");
        }

        foreach (var output in manifest.Outputs)
        {
            Require(output, StageTable.Find(stage)!);
        }

        return manifest.Chunks.FirstOrDefault(chunk => !IsPossible(chunk)) is { } impossible
            ? throw Wrong($"chunk {impossible.Path[..8]} has an impossible length or time")
            : manifest;
    }

    private static Manifest? Parsed(byte[] bytes, string stage)
    {
        try
        {
            return ManifestFile.Parse(bytes, stage);
        }
        catch (UserError)
        {
            throw Wrong("a newer version of Empo.Pipeline wrote it");
        }
    }

    private static void Require(OutputRecord output, StageDefinition definition)
    {
        if (output.Name.Equals(ManifestFile.Name, StringComparison.OrdinalIgnoreCase))
        {
            throw Wrong($"{definition.Name} has no output {ManifestFile.Name}");
        }

        var isElsewhere = output.Input is not null;
        if (isElsewhere ? output.Files.Count > 0 || output.At is not null : output.Files.Count == 0)
        {
            throw Wrong($"the files of {output.Name} are not listed as they must be");
        }

        if (!isElsewhere && Sha256Digest.OfFiles(output.Files) != output.Digest)
        {
            throw Wrong($"the digest of {output.Name} is not the one of its files");
        }

        if (!AreDistinct(output.Files) || output.Files.Any(file => !IsPossible(file) || !IsPlain(file.Path, output.Files.Count)))
        {
            throw Wrong($"{output.Name} lists a file with an impossible name, length or time");
        }
    }

    /// <summary>Names that differ only by case are one file on some systems.</summary>
    private static bool AreDistinct(IReadOnlyList<FileRecord> files) =>
        files.DistinctBy(file => file.Path, StringComparer.OrdinalIgnoreCase).Count() == files.Count;

    private static bool IsPossible(FileRecord file) => file.Bytes >= 0 && file.Written >= 0 && file.Written <= DateTime.MaxValue.Ticks;

    /// <summary>A path of plain names; the empty one stands alone.</summary>
    private static bool IsPlain(string path, int files) => path.Length == 0
        ? files == 1
        : !path.Contains('\\', StringComparison.Ordinal)
            && !path.Any(char.IsControl)
            && (!OperatingSystem.IsWindows() || !path.Contains(':', StringComparison.Ordinal))
            && path.Split('/').All(name => name is not ("" or "." or ".."));

    private static UpstreamException Wrong(string why) => new(UpstreamProblem.Wrong, why);
}
