using Empo.Experiments.Storage;

namespace Empo.Experiments.Verification;

/// <summary>
/// Reads every file of a store and compares it with the records of how it was written: manifests, digests of chunks, names of verdicts, the
/// memo of digests. A build trusts length and write time; this does not.
/// </summary>
public sealed record StoreVerification
{
    /// <summary>Number of entries, chunks and folders of verdicts that were checked.</summary>
    public required int Entries { get; init; }

    /// <summary>Bytes hashed.</summary>
    public required long Bytes { get; init; }

    public required IReadOnlyList<StoreFinding> Findings { get; init; }

    /// <param name="store">Absolute path of the store.</param>
    /// <param name="digestOf">Gives the SHA-256 of a file; null to read the file for it.</param>
    public static StoreVerification Of(string store, CancellationToken cancellation, Func<string, string>? digestOf = null)
    {
        var files = new FileReading(digestOf ?? Sha256Digest.OfFile, cancellation);
        List<StoreEntry> entries = [.. StoreEntries.All(store)];
        var manifests = entries
            .Where(entry => entry.Manifest is not null)
            .ToDictionary(entry => entry.Folder, entry => entry.Manifest!, StringComparer.Ordinal);
        var (entryCheck, chunkCheck) = (new EntryCheck(store, manifests, files), new ChunkCheck(manifests.Values, files));
        List<string> chunks = [.. StoreEntries.Chunks(store)], verdicts = [.. StoreEntries.Verdicts(store)];
        List<StoreFinding> findings =
        [
            .. entries.SelectMany(entry => Each(entry.Folder, entry, entryCheck.Of)),
            .. chunks.SelectMany(folder => Each(folder, folder, chunkCheck.Of)),
            .. verdicts.SelectMany(folder => Each(folder, folder, verdict => VerdictCheck.Of(verdict, files))),
            .. Memo(store, files),
            .. StoreEntries
                .Links(store)
                .Select(link => new StoreFinding(
                    link,
                    "it is a link, and what it leads to was not looked at",
                    "Put the folder itself there."
                )),
        ];
        return new StoreVerification { Entries = entries.Count + chunks.Count + verdicts.Count, Bytes = files.Bytes, Findings = findings };
    }

    /// <summary>The findings of one folder. Where the disk cannot even list it, that is the finding.</summary>
    private static List<StoreFinding> Each<T>(string folder, T subject, Func<T, IEnumerable<StoreFinding>> check)
    {
        if (StoreFolder.IsLink(folder))
        {
            return [new StoreFinding(folder, "it is a link, and nothing that is written into a store is one", "Delete the link.")];
        }

        try
        {
            return [.. check(subject)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [new StoreFinding(folder, $"it cannot be read: {exception.Message.TrimEnd('.')}")];
        }
    }

    /// <summary>
    /// Checks the memo's digests of files that still have the length and write time in the memo, including a user's own files.
    /// </summary>
    private static IEnumerable<StoreFinding> Memo(string store, FileReading files)
    {
        var memo = Path.Combine(store, DigestMemo.Name);
        return new DigestMemo(memo)
            .Trusted()
            .Where(file => files.Read(file.Path).Digest is { } digest && digest != file.Sha256)
            .Select(file => new StoreFinding(
                memo,
                $"it takes {file.Path} for what it is not: that file or this one changed while length and time stayed",
                "Delete this file: the next build hashes what it needs."
            ));
    }
}
