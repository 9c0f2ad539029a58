using System.Globalization;

namespace Empo.Experiments.Storage;

/// <summary>
/// The store's part for chunks of samples: <c>chunk/&lt;key&gt;/part.parquet</c>, each committed by its own rename, so that a
/// killed rollout goes on at the next one. Remembers which chunks the current stage used, for its manifest.
/// </summary>
/// <param name="store">Absolute path of the store.</param>
public sealed class ChunkStore(string store)
{
    internal const string PartName = "part.parquet";
    private const string DigestName = "part.sha256";

    private readonly List<ChunkEntry> _used = [];

    /// <summary>The chunks that were found or made through this object, in order of first use.</summary>
    public IReadOnlyList<ChunkEntry> Used => _used;

    /// <summary>SHA-256 over the fingerprint's lines.</summary>
    public static string KeyOf(IEnumerable<string> fingerprint) => Sha256Digest.OfLines(fingerprint);

    /// <summary>Where a chunk lies, given its key.</summary>
    public string PathOf(string key) => Path.Combine(FolderOf(key), PartName);

    /// <summary>
    /// The chunk with this fingerprint: from the store when it is there and whole, otherwise written by
    /// <paramref name="write"/> to the path that it is given and then committed.
    /// </summary>
    public ChunkEntry GetOrCreate(IReadOnlyList<string> fingerprint, Action<string> write)
    {
        var key = KeyOf(fingerprint);
        var entry = Find(key) ?? Create(key, fingerprint, write);
        if (_used.TrueForAll(used => used.Key != key))
        {
            _used.Add(entry);
        }

        return entry;
    }

    /// <summary>The chunk of a key if it is stored and its bytes are those that were written, otherwise null.</summary>
    public ChunkEntry? Find(string key)
    {
        var path = PathOf(key);
        try
        {
            var digest = File.ReadAllText(Path.Combine(FolderOf(key), DigestName)).Split(' ')[0];
            return Sha256Digest.OfFile(path) == digest ? new ChunkEntry(key, path, digest, new FileInfo(path).Length) : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether a chunk's bytes are those that were written; false where its digest is missing.</summary>
    internal static bool IsWhole(string folder) =>
        File.Exists(Path.Combine(folder, DigestName)) && File.ReadAllText(Path.Combine(folder, DigestName)).Split(' ')[0] == Sha256Digest.OfFile(Path.Combine(folder, PartName));

    private string FolderOf(string key) => Path.Combine(store, "chunk", key[..32]);

    private ChunkEntry Create(string key, IReadOnlyList<string> fingerprint, Action<string> write)
    {
        var folder = FolderOf(key);
        var temporary = $"{folder}.tmp-{Environment.ProcessId}";
        StoreFolder.DeleteOfDeadProcesses(folder);
        StoreFolder.Delete(temporary);
        Directory.CreateDirectory(temporary);
        var part = Path.Combine(temporary, PartName);
        write(part);
        var digest = Sha256Digest.OfFile(part);
        File.WriteAllText(Path.Combine(temporary, DigestName), string.Create(CultureInfo.InvariantCulture, $"{digest}  {PartName}\n"));
        File.WriteAllLines(Path.Combine(temporary, "fingerprint.txt"), fingerprint);
        StoreFolder.Commit(temporary, folder);
        return new ChunkEntry(key, Path.Combine(folder, PartName), digest, new FileInfo(Path.Combine(folder, PartName)).Length);
    }
}
