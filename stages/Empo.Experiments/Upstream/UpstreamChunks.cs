using System.Text;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Upstream;

/// <summary>Copies chunks of samples of an upstream store into the local one, each committed by itself.</summary>
internal sealed class UpstreamChunks(IUpstreamFiles files, ArtifactStore store, CancellationToken cancellation)
{
    /// <summary>Far above the lines of a chunk's key.</summary>
    private const int MaxFingerprintBytes = 1 << 20;

    private readonly ChunkStore _chunks = new(store.Root);

    /// <summary>Brings a chunk that a manifest names, unless the local store has it.</summary>
    /// <returns>Bytes copied.</returns>
    /// <exception cref="UpstreamException">The chunk is missing there, is not as recorded, or is another one here.</exception>
    public long Bring(FileRecord chunk)
    {
        var key = chunk.Path;
        var entry = _chunks.Find(key);
        var copied = 0L;
        if (entry is null)
        {
            entry = _chunks.Keep(
                Fingerprint(key),
                part =>
                {
                    VerifiedFile.Copy(files, $"{FolderOf(key)}/{ChunkStore.PartName}", chunk, part, cancellation);
                    copied = chunk.Bytes;
                }
            );
        }

        return entry.Digest == chunk.Sha256
            ? copied
            : throw new UpstreamException(UpstreamProblem.Differs, $"this store has other samples under the key {key[..8]}");
    }

    private static string FolderOf(string key) => $"chunk/{key[..ArtifactStore.NameDigits]}";

    private string[] Fingerprint(string key)
    {
        using var buffer = new MemoryStream();
        var path = $"{FolderOf(key)}/{ChunkStore.FingerprintName}";
        if (!files.Copy(path, MaxFingerprintBytes, buffer, cancellation))
        {
            throw new UpstreamException(UpstreamProblem.Wrong, $"{path} is missing");
        }

        buffer.Position = 0;
        using var reader = new StreamReader(buffer, Encoding.UTF8);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return ChunkStore.KeyOf(lines) == key
            ? [.. lines]
            : throw new UpstreamException(UpstreamProblem.Wrong, $"{path} is not what the chunk's key was made of");
    }
}
