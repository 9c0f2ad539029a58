using System.Globalization;
using System.Text;

namespace Empo.Experiments.Storage;

/// <summary>
/// Remembers the digests of files by path, length and write time, so that an unchanged file is hashed once. Like git's index it distrusts
/// an entry that is as new as the memo itself: such a file may have changed again within the resolution of the clock.
/// </summary>
public sealed class DigestMemo
{
    /// <summary>The memo's name in a store.</summary>
    public const string Name = "digests.tsv";

    private readonly string _file;
    private readonly Dictionary<string, FileRecord> _records = new(StringComparer.Ordinal);
    private readonly long _savedAt;
    private bool _changed;

    /// <param name="file">Path of the memo; a missing or broken one counts as empty.</param>
    public DigestMemo(string file)
    {
        _file = file;
        try
        {
            foreach (var parts in File.ReadLines(file).Select(line => line.Split('\t')).Where(parts => parts.Length == 4))
            {
                _records[parts[3]] = new FileRecord(parts[3], Number(parts[0]), parts[2], Number(parts[1]));
            }

            // A memo from the future cannot tell which files are older than it: the clock was set back since.
            var saved = File.GetLastWriteTimeUtc(file);
            _savedAt = saved <= DateTime.UtcNow ? saved.Ticks : 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            _records.Clear();
        }
    }

    /// <summary>SHA-256 of the file as it is now.</summary>
    /// <param name="path">Absolute path of an existing file.</param>
    public string Of(string path)
    {
        var (bytes, written) = Stamp(path);
        if (_records.TryGetValue(path, out var known) && known.Bytes == bytes && known.Written == written && written < _savedAt)
        {
            return known.Sha256;
        }

        var digest = Sha256Digest.OfFile(path);
        _records[path] = new FileRecord(path, bytes, digest, written);
        _changed = true;
        return digest;
    }

    /// <summary>Files that a build would not hash again, with the digest that it would use for them.</summary>
    internal IEnumerable<FileRecord> Trusted() =>
        _records.Values.Where(known =>
            known.Written < _savedAt && File.Exists(known.Path) && Stamp(known.Path) == (known.Bytes, known.Written)
        );

    /// <summary>Writes the memo if it changed. Where the store cannot be written, only time is lost.</summary>
    public void Save()
    {
        if (!_changed)
        {
            return;
        }

        try
        {
            SharedFolder.Create(Path.GetDirectoryName(_file)!);
            var lines = _records
                .Where(record => File.Exists(record.Key))
                .Select(record =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{record.Value.Bytes}\t{record.Value.Written}\t{record.Value.Sha256}\t{record.Key}\n"
                    )
                );
            WholeFile.Write(_file, Encoding.UTF8.GetBytes(string.Concat(lines)));
            _changed = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Length and write time (UTC ticks) of a file.</summary>
    public static (long Bytes, long Written) Stamp(string path)
    {
        var info = new FileInfo(path);
        return (info.Length, info.LastWriteTimeUtc.Ticks);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
