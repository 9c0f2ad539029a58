namespace Empo.Experiments.Storage;

/// <summary>
/// The part of the store for chunks of samples: <c>chunk/&lt;key&gt;/part.parquet</c>. Each chunk is committed by its own rename, so that a
/// killed rollout continues with the next one. The object remembers which chunks the current stage used, for its manifest.
/// </summary>
/// <param name="store">Absolute path of the store.</param>
/// <param name="known">Files that this process has hashed or written already; null for none.</param>
public sealed class ChunkStore(string store, KnownFiles? known = null)
{
    internal const string PartName = "part.parquet";
    private const string DigestName = "part.sha256";
    internal const string FingerprintName = "fingerprint.txt";

    private readonly List<ChunkEntry> _used = [];
    private readonly KnownFiles _known = known ?? new KnownFiles();

    /// <summary>The chunks that were found or made through this object, in order of first use.</summary>
    public IReadOnlyList<ChunkEntry> Used => _used;

    /// <summary>SHA-256 over the fingerprint's lines.</summary>
    public static string KeyOf(IEnumerable<string> fingerprint) => Sha256Digest.OfLines(fingerprint);

    /// <summary>Path of a chunk, given its key.</summary>
    public string PathOf(string key) => Path.Combine(FolderOf(key), PartName);

    /// <summary>
    /// The chunk with this fingerprint: from the store when it is there and whole, otherwise written by
    /// <paramref name="write"/> to the path that it is given and then committed.
    /// </summary>
    public ChunkEntry GetOrCreate(IReadOnlyList<string> fingerprint, Action<string> write)
    {
        var entry = Keep(fingerprint, write);
        Use(entry);
        return entry;
    }

    /// <summary>The same, but it does not count as used yet.</summary>
    public ChunkEntry Keep(IReadOnlyList<string> fingerprint, Action<string> write)
    {
        var key = KeyOf(fingerprint);
        return Find(key) ?? Create(key, fingerprint, write);
    }

    /// <summary>Counts a chunk among those that the current stage used.</summary>
    public void Use(ChunkEntry entry)
    {
        if (_used.TrueForAll(used => used.Key != entry.Key))
        {
            _used.Add(entry);
        }

        _known.Add(entry.Path);
    }

    /// <summary>Path of a chunk that an index refers to. Its bytes must be the ones that the index was written for.</summary>
    /// <exception cref="UserError">EMPO4008 where they are not; the next build samples the chunk again.</exception>
    public string PathOf(string key, string digest)
    {
        var path = PathOf(key);
        return _known.Has(path, digest) ? path : throw Execution.InputCheck.Changed(path);
    }

    /// <summary>The chunk of a key if it is stored and its bytes are the ones that were written, otherwise null.</summary>
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

    /// <summary>The files of a chunk.</summary>
    internal static IReadOnlyList<string> Names { get; } = [PartName, DigestName, FingerprintName];

    /// <summary>
    /// Whether a chunk's bytes, which have this digest, are the ones that were written; false where the digest file is missing.
    /// </summary>
    internal static bool IsWhole(string folder, string digest) =>
        File.Exists(Path.Combine(folder, DigestName)) && File.ReadAllText(Path.Combine(folder, DigestName)) == DigestLine(digest);

    /// <summary>Whether a chunk's fingerprint is the one that its folder is named by.</summary>
    internal static bool IsNamedByFingerprint(string folder) =>
        File.Exists(FingerprintFile(folder))
        && KeyOf(File.ReadAllLines(FingerprintFile(folder))).StartsWith(Path.GetFileName(folder), StringComparison.Ordinal);

    /// <summary>The file with the lines that were hashed into a chunk's key, for readers.</summary>
    internal static string FingerprintFile(string folder) => Path.Combine(folder, FingerprintName);

    private static string DigestLine(string digest) => $"{digest}  {PartName}\n";

    private string FolderOf(string key) => Path.Combine(store, "chunk", key[..32]);

    private ChunkEntry Create(string key, IReadOnlyList<string> fingerprint, Action<string> write)
    {
        var folder = FolderOf(key);
        var temporary = TemporaryName.ForMaking(folder);
        StoreFolder.DeleteLeftovers(folder, locked: false);
        SharedFolder.Create(temporary);
        try
        {
            var part = Path.Combine(temporary, PartName);
            write(part);
            var digest = Sha256Digest.OfFile(part);
            File.WriteAllText(Path.Combine(temporary, DigestName), DigestLine(digest));
            File.WriteAllLines(FingerprintFile(temporary), fingerprint);
            return Commit(temporary, new ChunkEntry(key, PathOf(key), digest, new FileInfo(part).Length));
        }
        catch
        {
            // A full disk, or Ctrl-C: half a chunk would occupy the space that is lacking.
            StoreFolder.Delete(temporary);
            throw;
        }
    }

    /// <summary>
    /// Commits a chunk, unless another build has committed it in the meantime. Then the other one stays and is the answer: its bytes may
    /// differ where a server sampled, and a stage may be reading them.
    /// </summary>
    private ChunkEntry Commit(string temporary, ChunkEntry made)
    {
        var folder = FolderOf(made.Key);
        StoreFolder.MakeReadOnly(temporary);
        EntryLock? held = null;
        try
        {
            while (!StoreFolder.TryRename(temporary, folder))
            {
                if (Find(made.Key) is { } other)
                {
                    StoreFolder.Delete(temporary);
                    return other;
                }

                // Only who holds this lock removes a damaged chunk, so that no one removes the whole one that has just taken its place.
                if (held is null)
                {
                    held = EntryLock.Acquire(Path.Combine(store, "lock", "damaged-chunks"), _ => { }, CancellationToken.None);
                }
                else
                {
                    StoreFolder.Delete(StoreFolder.SetAside(folder));
                }
            }

            return made;
        }
        finally
        {
            held?.Dispose();
        }
    }
}
