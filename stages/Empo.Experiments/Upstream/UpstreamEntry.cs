using System.Globalization;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Upstream;

/// <summary>
/// Copies entries of an upstream store into the local one. An entry is committed as a stage commits its own: into a temporary folder under
/// the entry's lock, the manifest with the bytes that were sent, one rename. Chunks and entries that it refers to come first.
/// </summary>
/// <param name="files">The upstream's files.</param>
/// <param name="store">The local store.</param>
/// <param name="space">Bytes that the local store may grow by; null where that is unknown.</param>
/// <param name="begins">Called with the bytes to copy before an entry's files are.</param>
/// <param name="waits">Called with the holder where another process makes the entry.</param>
internal sealed class UpstreamEntry(
    IUpstreamFiles files,
    ArtifactStore store,
    Func<long?> space,
    Action<long> begins,
    Action<string> waits,
    CancellationToken cancellation
)
{
    private const long Megabyte = 1L << 20;

    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    /// <summary>Bytes that were copied.</summary>
    public long Copied { get; private set; }

    /// <summary>The upstream's manifest of an entry, or null where it has none.</summary>
    /// <exception cref="UpstreamException">What it sent is no manifest of this entry.</exception>
    public (Manifest Manifest, byte[] Bytes)? Look(string stage, string folder)
    {
        using var buffer = new MemoryStream();
        if (!files.Copy($"{stage}/{folder}/{ManifestFile.Name}", ManifestFile.MaxBytes, buffer, cancellation))
        {
            return null;
        }

        var bytes = buffer.ToArray();
        return (UpstreamManifest.Read(bytes, stage, folder), bytes);
    }

    /// <summary>Brings an entry into the local store, and what it refers to.</summary>
    /// <param name="folder">The entry's folder name.</param>
    /// <param name="refuse">Why a manifest cannot be the one that is wanted, or null.</param>
    /// <returns>False where the upstream has none.</returns>
    /// <exception cref="UpstreamException">The upstream's entry cannot be used. The local store has no part of it.</exception>
    public bool Copy(string stage, string folder, Func<Manifest, string?> refuse)
    {
        if (!_open.Add($"{stage}/{folder}"))
        {
            throw new UpstreamException(UpstreamProblem.Wrong, "two of its entries refer to one another");
        }

        if (Look(stage, folder) is not { } found)
        {
            return false;
        }

        var (manifest, bytes) = found;
        if (refuse(manifest) is { } why)
        {
            throw new UpstreamException(UpstreamProblem.Wrong, why);
        }

        RequireSpace(manifest);
        foreach (var output in manifest.Outputs.Where(output => output is { At: not null, Evicted: false }))
        {
            BringReferred(output);
        }

        var chunks = new UpstreamChunks(files, store, cancellation);
        foreach (var chunk in manifest.Chunks)
        {
            Copied += chunks.Bring(chunk);
        }

        Commit(manifest, bytes);
        return true;
    }

    private static IEnumerable<OutputRecord> Own(Manifest manifest) =>
        manifest.Outputs.Where(output => output is { At: null, Input: null, Evicted: false });

    private void RequireSpace(Manifest manifest)
    {
        var need = 0L;
        foreach (var file in Own(manifest).SelectMany(output => output.Files).Concat(manifest.Chunks))
        {
            need = need > long.MaxValue - file.Bytes ? long.MaxValue : need + file.Bytes;
        }

        if (space() is { } free && need > free)
        {
            throw new UpstreamException(
                UpstreamProblem.NoRoom,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"an entry takes {need / Megabyte} MB, and the store has room for {free / Megabyte} MB"
                )
            );
        }

        begins(need);
    }

    /// <summary>Brings the entry that holds an output's content, unless the local store has it.</summary>
    private void BringReferred(OutputRecord output)
    {
        if (output.At!.Split('/') is not [var stage, var folder, var name])
        {
            throw new UpstreamException(UpstreamProblem.Wrong, $"{output.Name} lies at a place that is no entry");
        }

        Manifest? Local() => ManifestFile.Read(Path.Combine(store.Root, stage, folder));
        if (Local() is not { } local || store.Damage(local) is not null)
        {
            if (!Copy(stage, folder, _ => null))
            {
                throw new UpstreamException(UpstreamProblem.Wrong, $"{output.Name} lies in an entry that it lacks ({stage})");
            }
        }

        var content = Local()?.Outputs.FirstOrDefault(other => other.Name == name);
        if (content is not { At: null, Input: null } || content.Digest != output.Digest)
        {
            throw new UpstreamException(
                UpstreamProblem.Differs,
                $"its {output.Name} lies in an entry ({stage}) that has other content in this store"
            );
        }
    }

    private void Commit(Manifest manifest, byte[] bytes)
    {
        var final = store.FolderOf(manifest.Stage, manifest.Key);
        using var held = EntryLock.Acquire(store.LockOf(manifest.Stage, manifest.Key), waits, cancellation);
        if (store.Find(manifest.Stage, manifest.Key) is { } finished && store.Damage(finished) is null)
        {
            return; // Another build was faster.
        }

        StoreFolder.DeleteLeftovers(final, locked: true);
        var temporary = TemporaryName.ForMaking(final);
        SharedFolder.Create(temporary);
        try
        {
            foreach (var output in Own(manifest))
            {
                CopyOutput(manifest, output, Path.Combine(temporary, output.Name));
            }

            File.WriteAllBytes(Path.Combine(temporary, ManifestFile.Name), bytes);
            StoreFolder.Commit(temporary, final);
        }
        catch
        {
            StoreFolder.Delete(temporary);
            throw;
        }
    }

    private void CopyOutput(Manifest manifest, OutputRecord output, string target)
    {
        var entry = $"{manifest.Stage}/{manifest.Key[..ArtifactStore.NameDigits]}";
        foreach (var file in output.Files)
        {
            var path = file.In(target);
            SharedFolder.Create(Path.GetDirectoryName(path)!);
            var name = file.Path.Length == 0 ? output.Name : $"{output.Name}/{file.Path}";
            VerifiedFile.Copy(files, $"{entry}/{name}", file, path, cancellation);
            Copied += file.Bytes;
        }
    }
}
