namespace Empo.Experiments.Storage;

/// <summary>One output of a stage in its manifest.</summary>
public sealed record OutputRecord
{
    public required string Name { get; init; }

    /// <summary>SHA-256 of the content; of a folder, over its sorted relative paths and file digests.</summary>
    public required string Digest { get; init; }

    public required IReadOnlyList<FileRecord> Files { get; init; }

    /// <summary>Path of the content in the store where it lies in another entry (an unchanged policy), otherwise null.</summary>
    public string? At { get; init; }

    /// <summary>
    /// Role of the input that the output is, where that input is a user's own folder (a first round that kept no question). The store then
    /// holds none of its content, and the graph knows where it is. Otherwise null.
    /// </summary>
    public string? Input { get; init; }

    /// <summary>The record of a file or folder as it is now, which is read once for it; null where nothing is there.</summary>
    public static OutputRecord? Of(string name, string path)
    {
        IReadOnlyList<FileRecord> files =
            Directory.Exists(path) ? Sha256Digest.RecordsOf(path)
            : File.Exists(path) ? [Sha256Digest.RecordOf("", path)]
            : [];
        return files.Count == 0 ? null : new OutputRecord { Name = name, Digest = Sha256Digest.OfFiles(files), Files = files };
    }

    /// <summary>Whether the path holds the recorded files and no other, by names, lengths and write times.</summary>
    public bool IsAt(string path)
    {
        var names = Directory.Exists(path) ? Directory.GetFiles(path, "*", SearchOption.AllDirectories).Length : 1;
        return names == Files.Count
            && Files.All(file => File.Exists(file.In(path)) && DigestMemo.Stamp(file.In(path)) == (file.Bytes, file.Written));
    }

    /// <summary>Removed by the retention rules: it counts as present until a stage that must run reads it.</summary>
    public bool Evicted { get; init; }
}
