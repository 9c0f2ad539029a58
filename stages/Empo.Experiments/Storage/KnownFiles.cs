namespace Empo.Experiments.Storage;

/// <summary>
/// Files of the store whose bytes this process has written or hashed, by length and write time. A stage process hashes each input once, and
/// none that it made itself. Not safe for concurrent use.
/// </summary>
public sealed class KnownFiles
{
    /// <summary>
    /// Larger files are trusted by length and write time. Hashing 1 GB takes less than a second; the optimizer state of a model of seven
    /// billion parameters would take a minute in every round.
    /// </summary>
    public const long MaxBytes = 1L << 30;

    private readonly Dictionary<string, (long Bytes, long Written)> _known = new(StringComparer.Ordinal);

    /// <summary>Records a file that this process has just written or hashed.</summary>
    public void Add(string path) => _known[path] = DigestMemo.Stamp(path);

    /// <summary>Whether a file exists and has the digest. A file that is known already, or too large, is not hashed.</summary>
    public bool Has(string path, string sha256)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        var stamp = DigestMemo.Stamp(path);
        if (stamp.Bytes > MaxBytes || (_known.TryGetValue(path, out var known) && known == stamp))
        {
            return true;
        }

        if (Sha256Digest.OfFile(path) != sha256)
        {
            return false;
        }

        _known[path] = stamp;
        return true;
    }
}
