using System.Security.Cryptography;
using System.Text;

namespace Empo.Experiments.Storage;

/// <summary>SHA-256 digests in lower-case hexadecimal, of text lines, files and lists of files.</summary>
public static class Sha256Digest
{
    /// <summary>Whether a text is a digest as these functions write them.</summary>
    public static bool Is(string? text) => IsHex(text, 64);

    /// <summary>Whether a text consists of this number of digits of a digest.</summary>
    public static bool IsHex(string? text, int digits) => text?.Length == digits && !text.AsSpan().ContainsAnyExcept("0123456789abcdef");

    /// <summary>Digest of lines joined by a line feed.</summary>
    public static string OfLines(IEnumerable<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));

    /// <summary>Digest of a file's bytes.</summary>
    public static string OfFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>The digest that a folder will have as an output.</summary>
    public static string OfFolder(string folder) => OfFiles(RecordsOf(folder));

    /// <summary>The files below a folder as they are now, sorted by relative path.</summary>
    public static IReadOnlyList<FileRecord> RecordsOf(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(file => RecordOf(Path.GetRelativePath(folder, file).Replace('\\', '/'), file))
                .OrderBy(file => file.Path, StringComparer.Ordinal),
        ];

    /// <summary>One file as it is now, under a name.</summary>
    public static FileRecord RecordOf(string name, string path)
    {
        var (bytes, written) = DigestMemo.Stamp(path);
        return new FileRecord(name, bytes, OfFile(path), written);
    }

    /// <summary>Digest of a folder: one file alone has the file's digest, several are listed by sorted relative path.</summary>
    public static string OfFiles(IReadOnlyList<FileRecord> files) => files is [{ Path: "" } only]
        ? only.Sha256
        : OfLines(files.OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => $"{file.Sha256} {file.Path}"));
}
