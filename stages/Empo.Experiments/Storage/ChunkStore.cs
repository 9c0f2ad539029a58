using System.Text;
using System.Security.Cryptography;

namespace Empo.Experiments.Storage;

/// <summary>
/// The store's part for chunks of samples: <c>chunk/&lt;key&gt;/part.parquet</c>, each committed by its own rename, so that a
/// killed rollout goes on at the next one. Remembers which chunks the current stage used, for its manifest.
/// </summary>
public sealed class ChunkStore(string store)
{
    private readonly List<ChunkEntry> _used = [];

    /// <summary>The chunks that were found or made through this object, in order of first use.</summary>
    public IReadOnlyList<ChunkEntry> Used => _used;

    /// <summary>SHA-256 over the fingerprint's lines.</summary>
    public static string KeyOf(IEnumerable<string> fingerprint) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', fingerprint))));

    /// <summary>
    /// The chunk with this fingerprint: from the store when it is there and whole, otherwise written by
    /// <paramref name="write"/> to the path that it is given and then committed.
    /// </summary>
    public ChunkEntry GetOrCreate(IReadOnlyList<string> fingerprint, Action<string> write) => throw new NotImplementedException("written next");

    /// <summary>Where a chunk lies, given its key.</summary>
    public string PathOf(string key) => Path.Combine(store, "chunk", key[..32], "part.parquet");
}
