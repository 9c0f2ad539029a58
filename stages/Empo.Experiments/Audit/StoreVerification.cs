using Empo.Experiments.Storage;

namespace Empo.Experiments.Audit;

/// <summary>
/// Reads every file of a store and compares it with its manifest. A build trusts length and write time; this does not.
/// </summary>
public sealed record StoreVerification
{
    /// <summary>Entries and chunks looked at.</summary>
    public required int Entries { get; init; }

    /// <summary>Bytes hashed.</summary>
    public required long Bytes { get; init; }

    public required IReadOnlyList<StoreFinding> Findings { get; init; }

    /// <param name="store">Absolute path of the store.</param>
    public static StoreVerification Of(string store, CancellationToken cancellation)
    {
        var (entries, bytes, findings) = (0, 0L, new List<StoreFinding>());
        foreach (var folder in StoreEntries.Folders(store))
        {
            entries++;
            findings.AddRange(Entry(store, folder, ref bytes, cancellation));
        }

        foreach (var folder in StoreEntries.Chunks(store))
        {
            cancellation.ThrowIfCancellationRequested();
            entries++;
            findings.AddRange(Chunk(folder, ref bytes));
        }

        return new StoreVerification { Entries = entries, Bytes = bytes, Findings = findings };
    }

    private static List<StoreFinding> Entry(string store, string folder, ref long bytes, CancellationToken cancellation)
    {
        if (ManifestFile.Read(folder) is not { } manifest)
        {
            return [new StoreFinding(Path.Combine(folder, ManifestFile.Name), "it is missing or cannot be understood, so nobody knows what the entry is")];
        }

        var findings = new List<StoreFinding>();
        if (Sha256Digest.OfLines(manifest.Fingerprint) != manifest.Key || !manifest.Key.StartsWith(Path.GetFileName(folder), StringComparison.Ordinal))
        {
            findings.Add(new StoreFinding(Path.Combine(folder, ManifestFile.Name), "its key is not that of its fingerprint and folder"));
        }

        // What lies in another entry (an unchanged policy) is looked at there.
        foreach (var output in manifest.Outputs.Where(output => !output.Evicted && output.At is null))
        {
            cancellation.ThrowIfCancellationRequested();
            findings.AddRange(Output(Path.Combine(folder, output.Name), output, ref bytes));
        }

        findings.AddRange(manifest.Chunks.Where(chunk => !File.Exists(new ChunkStore(store).PathOf(chunk.Path)))
            .Select(chunk => new StoreFinding(new ChunkStore(store).PathOf(chunk.Path), $"the chunk is missing, but {manifest.Stage} {manifest.Round} refers to it")));
        return findings;
    }

    private static List<StoreFinding> Output(string path, OutputRecord output, ref long bytes)
    {
        var findings = new List<StoreFinding>();
        foreach (var file in output.Files)
        {
            var full = file.In(path);
            if (!File.Exists(full))
            {
                findings.Add(new StoreFinding(full, "it is missing"));
                continue;
            }

            bytes += new FileInfo(full).Length;
            if (Sha256Digest.OfFile(full) != file.Sha256)
            {
                findings.Add(new StoreFinding(full, "its content is not what was written"));
            }
        }

        var recorded = output.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        if (Directory.Exists(path))
        {
            findings.AddRange(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(file => !recorded.Contains(Path.GetRelativePath(path, file).Replace('\\', '/')))
                .Select(file => new StoreFinding(file, "no manifest names it")));
        }

        return findings;
    }

    private static List<StoreFinding> Chunk(string folder, ref long bytes)
    {
        var part = Path.Combine(folder, ChunkStore.PartName);
        if (!File.Exists(part))
        {
            return [new StoreFinding(part, "it is missing")];
        }

        bytes += new FileInfo(part).Length;
        List<StoreFinding> findings = ChunkStore.IsWhole(folder) ? [] : [new StoreFinding(part, "its content, or the digest beside it, is not what was written")];
        if (!ChunkStore.IsNamedByFingerprint(folder))
        {
            findings.Add(new StoreFinding(ChunkStore.FingerprintFile(folder), "it is missing or not what the chunk was made from"));
        }

        return findings;
    }
}
