using Empo.Experiments.Graph;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Verification;

/// <summary>Checks an entry against its manifest: outputs, content in other entries, chunks, and that nothing else is there.</summary>
/// <param name="store">Absolute path of the store.</param>
/// <param name="manifests">The readable manifests by folder.</param>
internal sealed class EntryCheck(string store, IReadOnlyDictionary<string, Manifest> manifests, FileReading files)
{
    private readonly ChunkStore _chunks = new(store);

    public IEnumerable<StoreFinding> Of(StoreEntry entry)
    {
        var path = Path.Combine(entry.Folder, ManifestFile.Name);
        return entry switch
        {
            { Unreadable: { } why } => [new StoreFinding(path, why.TrimEnd('.'), "Nothing of this entry was compared.")],
            { Manifest: { } manifest } =>
            [
                .. Key(manifest, entry.Folder, path),
                .. manifest.Outputs.SelectMany(output => Output(entry.Folder, output)),
                .. Chunks(manifest),
                .. Strays(manifest, entry.Folder),
            ],
            _ => [new StoreFinding(path, "it is missing or cannot be understood, so nobody knows what the entry is")],
        };
    }

    private static IEnumerable<StoreFinding> Key(Manifest manifest, string folder, string path)
    {
        if (
            Sha256Digest.OfLines(manifest.Fingerprint) != manifest.Key
            || !manifest.Key.StartsWith(Path.GetFileName(folder), StringComparison.Ordinal)
            || manifest.Stage != Path.GetFileName(Path.GetDirectoryName(folder))
        )
        {
            yield return new StoreFinding(path, "its key is not that of its fingerprint and folder");
        }
    }

    private IEnumerable<StoreFinding> Output(string folder, OutputRecord output) => output switch
    {
        { Evicted: true } or { Input: not null } => [],
        { At: { } at } => Elsewhere(folder, output, Path.GetFullPath(at, store)),
        _ => Content(Path.Combine(folder, output.Name), output),
    };

    /// <summary>Content of another entry (an unchanged policy) is read with that entry. Here only its existence is checked.</summary>
    private IEnumerable<StoreFinding> Elsewhere(string folder, OutputRecord output, string path)
    {
        if (
            !manifests.TryGetValue(Path.GetDirectoryName(path)!, out var other)
            || other.Outputs.All(there => there.Name != Path.GetFileName(path) || there.Digest != output.Digest)
        )
        {
            yield return new StoreFinding(
                folder,
                $"its {output.Name} is that of another entry, {output.At}, which is missing or another one"
            );
        }
    }

    private IEnumerable<StoreFinding> Content(string path, OutputRecord output)
    {
        foreach (var file in output.Files)
        {
            if (files.Against(file.In(path), file.Sha256) is { } wrong)
            {
                yield return new StoreFinding(file.In(path), wrong);
            }
        }

        if (!Directory.Exists(path) || StoreFolder.IsLink(path))
        {
            yield break;
        }

        var recorded = output.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        foreach (
            var stray in StoreFolder.Files(path).Where(file => !recorded.Contains(Path.GetRelativePath(path, file).Replace('\\', '/')))
        )
        {
            yield return StoreFinding.Stray(stray);
        }
    }

    private IEnumerable<StoreFinding> Chunks(Manifest manifest) =>
        manifest
            .Chunks.Select(chunk => _chunks.PathOf(chunk.Path))
            .Where(path => !File.Exists(path))
            .Select(path => new StoreFinding(
                path,
                $"the chunk is missing, but {StageNode.IdOf(manifest.Stage, manifest.Round)} refers to it"
            ));

    private static IEnumerable<StoreFinding> Strays(Manifest manifest, string folder)
    {
        var known = manifest.Outputs.Select(output => output.Name).Append(ManifestFile.Name).ToHashSet(StringComparer.Ordinal);
        return Directory
            .EnumerateFileSystemEntries(folder)
            .Where(path => !known.Contains(Path.GetFileName(path)) && !TemporaryName.Is(path))
            .Select(StoreFinding.Stray);
    }
}
