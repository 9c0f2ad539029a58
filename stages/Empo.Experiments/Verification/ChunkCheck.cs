using Empo.Experiments.Graph;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Verification;

/// <summary>
/// Checks a chunk against the digest next to it, against the digests in the manifests that refer to it, and against its name.
/// </summary>
internal sealed class ChunkCheck(IEnumerable<Manifest> manifests, FileReading files)
{
    private readonly ILookup<string, (string Digest, string Reader)> _expected = manifests
        .SelectMany(manifest => manifest.Chunks.Select(chunk => (chunk, Reader: StageNode.IdOf(manifest.Stage, manifest.Round))))
        .ToLookup(use => use.chunk.Path[..ArtifactStore.NameDigits], use => (use.chunk.Sha256, use.Reader), StringComparer.Ordinal);

    public IEnumerable<StoreFinding> Of(string folder)
    {
        var part = Path.Combine(folder, ChunkStore.PartName);
        var (digest, trouble) = files.Read(part);
        if (trouble is not null)
        {
            yield return new StoreFinding(part, trouble);
        }
        else if (!ChunkStore.IsWhole(folder, digest!))
        {
            yield return new StoreFinding(part, "its content, or the digest beside it, is not what was written");
        }
        else if (_expected[Path.GetFileName(folder)].FirstOrDefault(use => use.Digest != digest) is { Reader: { } reader })
        {
            yield return new StoreFinding(part, $"its content is not what {reader} refers to");
        }

        if (!ChunkStore.IsNamedByFingerprint(folder))
        {
            yield return new StoreFinding(ChunkStore.FingerprintFile(folder), "it is missing or not what the chunk was made from");
        }

        foreach (
            var stray in Directory.EnumerateFileSystemEntries(folder).Where(path => !ChunkStore.Names.Contains(Path.GetFileName(path)))
        )
        {
            yield return StoreFinding.Stray(stray);
        }
    }
}
