using Empo.Experiments.Catalog;

namespace Empo.Experiments.Storage;

/// <summary>The content-addressed store: one folder per finished stage, named by stage and key.</summary>
/// <param name="root">Absolute path of the store.</param>
public sealed class ArtifactStore(string root)
{
    /// <summary>Digits of a key in a folder's name: 128 bits tell entries apart, and paths stay short.</summary>
    internal const int NameDigits = 32;

    public string Root { get; } = root;

    /// <summary>Memo of file digests; shared by all experiments of the store.</summary>
    public DigestMemo Memo { get; } = new(Path.Combine(root, DigestMemo.Name));

    /// <summary>Folder of an entry, whether it exists or not.</summary>
    public string FolderOf(string stage, string key) => Path.Combine(Root, stage, key[..NameDigits]);

    /// <summary>Lock file of an entry.</summary>
    public string LockOf(string stage, string key) => Path.Combine(Root, "lock", $"{stage}-{key[..NameDigits]}");

    /// <summary>The manifest of a finished stage with this key, or null.</summary>
    public Manifest? Find(StageDefinition stage, string key) => Find(stage.Name, key);

    /// <summary>The same, by the stage's name.</summary>
    public Manifest? Find(string stage, string key) =>
        Sha256Digest.Is(key) && ManifestFile.Read(FolderOf(stage, key)) is { } manifest && manifest.Key == key
            ? FollowEvictions(manifest)
            : null;

    /// <summary>Whether a path lies in the store.</summary>
    public bool Holds(string path) =>
        Path.GetRelativePath(Root, path) is var below && !Path.IsPathRooted(below) && below.Split('/', '\\')[0] != "..";

    /// <summary>
    /// Absolute path of an output's content in the store; <see cref="Graph.Resolution.PathOf"/> also knows where a user's own folder lies.
    /// </summary>
    public string PathOf(Manifest manifest, Artifact artifact) => PathOf(manifest, manifest.Output(artifact));

    /// <summary>The same, for a known output.</summary>
    public string PathOf(Manifest manifest, OutputRecord output) => output.At is null
        ? Path.Combine(FolderOf(manifest.Stage, manifest.Key), output.Name)
        : Path.GetFullPath(output.At, Root);

    /// <summary>
    /// Why an entry can no longer be trusted (a file is missing, shorter, or not as it was written), or null. Files whose length and write
    /// time are as recorded are not read.
    /// </summary>
    public string? Damage(Manifest manifest)
    {
        foreach (var output in manifest.Outputs.Where(output => !output.Evicted))
        {
            var path = PathOf(manifest, output);
            foreach (var file in output.Files)
            {
                if (DamageOf(file.In(path), file) is { } damage)
                {
                    return damage;
                }
            }
        }

        foreach (var chunk in manifest.Chunks)
        {
            if (DamageOf(Path.Combine(Root, "chunk", chunk.Path[..NameDigits], ChunkStore.PartName), chunk) is { } damage)
            {
                return damage;
            }
        }

        return null;
    }

    /// <summary>Deletes a whole store; refuses a folder that does not look like one.</summary>
    public static void DeleteAll(string root)
    {
        if (!Directory.Exists(root))
        {
            return;
        }

        var known = StageTable.All.Select(stage => stage.Name)
            .Append("chunk")
            .Append("verdict")
            .Append("lock")
            .ToHashSet(StringComparer.Ordinal);
        if (Directory.EnumerateDirectories(root).Select(Path.GetFileName).Any(name => !known.Contains(name!)))
        {
            throw new UserError(
                "EMPO4006",
                "This folder holds more than a store of Empo.Pipeline, so it is not deleted. Remove it by hand if that is what you want.",
                root
            );
        }

        // The store itself may be a link to another disk. Its content is deleted there, and the link stays.
        StoreFolder.Empty(root);
        if (!StoreFolder.IsLink(root))
        {
            Directory.Delete(root);
        }
    }

    /// <summary>
    /// An output whose content lies in another entry counts as evicted once that entry's content is. Its own manifest is not rewritten for
    /// this.
    /// </summary>
    private Manifest FollowEvictions(Manifest manifest) =>
        manifest.Outputs.All(output => output.At is null || output.Evicted)
            ? manifest
            : manifest with
            {
                Outputs =
                [
                    .. manifest.Outputs.Select(output =>
                        output.At is null || output.Evicted ? output : output with { Evicted = IsEvicted(output) }
                    ),
                ],
            };

    private bool IsEvicted(OutputRecord output)
    {
        var content = Path.GetFullPath(output.At!, Root);
        return content.StartsWith(Root, StringComparison.Ordinal)
            && ManifestFile.Read(Path.GetDirectoryName(content)!)?.Outputs.FirstOrDefault(other => other.Name == Path.GetFileName(content))
                is { Evicted: true };
    }

    private string? DamageOf(string path, FileRecord file)
    {
        var info = new FileInfo(path);
        if (!info.Exists)
        {
            return $"{Shown(path)} is missing";
        }

        if (info.Length != file.Bytes)
        {
            return $"{Shown(path)} has {info.Length} bytes instead of {file.Bytes}";
        }

        return info.LastWriteTimeUtc.Ticks == file.Written || Memo.Of(path) == file.Sha256
            ? null
            : $"{Shown(path)} is not what was written";
    }

    private string Shown(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');
}
