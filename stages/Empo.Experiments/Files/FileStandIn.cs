using System.Globalization;
using System.Text;

namespace Empo.Files;

/// <summary>
/// Detects what stands in for a file that was never fetched: a pointer of Git LFS or git-annex, or a web page that a server sent instead.
/// Each has the file's name, so without this check its content looks like a damaged file.
/// </summary>
public static class FileStandIn
{
    /// <summary>
    /// A pointer of Git LFS has fewer than 1,024 bytes by its specification; pages are recognised by their first characters.
    /// </summary>
    private const int Beginning = 1024;

    private static readonly string[] LfsVersions = ["version https://git-lfs.github.com/spec/", "version https://hawser.github.com/spec/"];
    private static readonly string[] Pages = ["<!doctype html", "<html", "<?xml version"];

    /// <exception cref="UserError">EMPO3080: a pointer or a page lies in place of the file.</exception>
    public static void Refuse(string path)
    {
        if (File.Exists(path) && Of(path) is { } standIn)
        {
            throw new UserError("EMPO3080", $"{Path.GetFileName(path)} {standIn}", path);
        }
    }

    /// <summary>
    /// The rest of a sentence that begins with the file's name, and the remedy; null where the file is neither a pointer nor a page, or
    /// cannot be read.
    /// </summary>
    /// <param name="path">An existing file.</param>
    /// <param name="pages">Whether to look for a page too; false for files that may be one.</param>
    public static string? Of(string path, bool pages = true)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> bytes = stackalloc byte[Beginning];
            var text = Encoding.Latin1.GetString(bytes[..stream.ReadAtLeast(bytes, Beginning, throwOnEndOfStream: false)]);
            return stream.Length < Beginning && Pointer(text) is { } pointer ? pointer : pages ? Page(text) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // the code that opens the file reports why
        }
    }

    private static string? Pointer(string text)
    {
        if (LfsVersions.Any(version => text.StartsWith(version, StringComparison.Ordinal)))
        {
            var size = text.Split('\n').Select(line => line.Split(' ')).FirstOrDefault(words => words is ["size", _])?[1];
            var bytes = long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? string.Create(CultureInfo.InvariantCulture, $" of {number} bytes")
                : "";
            return $"is a Git LFS pointer: the file{bytes} itself was not fetched. Run 'git lfs install' once and 'git lfs pull' in "
                + "its repository, or download the file.";
        }

        return text.StartsWith("/annex/objects/", StringComparison.Ordinal)
            ? "is a pointer of git-annex: the file itself was not fetched. Run 'git annex get' for it in its repository."
            : null;
    }

    private static string? Page(string text) =>
        Pages.Any(page =>
            text.TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n').StartsWith(page, StringComparison.OrdinalIgnoreCase)
        )
            ? "is a page that a server sent in place of the file (a login, a refusal, a link to the page about the file). Download "
                + "the file itself, logged in where its licence asks for it."
            : null;
}
