using System.Globalization;
using Empo.Files;

namespace Empo.Experiments.Storage;

/// <summary>
/// Names of temporary and replaced entries: <c>&lt;entry&gt;.tmp-&lt;host&gt;-&lt;process&gt;-&lt;random&gt;</c>. The name tells which
/// process may still be writing. So where several hosts or containers share a store, each removes only what its own dead processes left.
/// </summary>
public static class TemporaryName
{
    /// <summary>Other hosts' entries count as left behind once nothing in them has been written for this long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    private const string Making = ".tmp-";
    private const string Replaced = ".old-";

    /// <summary>Path where the content of <paramref name="final"/> is made; a new name at every call.</summary>
    public static string ForMaking(string final) => final + Making + Mark();

    /// <summary>Path of the previous content of <paramref name="final"/> until it is deleted; a new name at every call.</summary>
    public static string ForReplaced(string final) => final + Replaced + Mark();

    /// <summary>Whether a path has the name of a temporary or replaced entry, of this version or an earlier one.</summary>
    public static bool Is(string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        return name.Contains(Making, StringComparison.Ordinal) || name.Contains(Replaced, StringComparison.Ordinal);
    }

    /// <summary>A pattern for the temporary and replaced entries of <paramref name="final"/>, to look for next to it.</summary>
    public static string Pattern(string final) => Path.GetFileName(final) + ".*-*";

    /// <summary>Whether a path is a temporary or replaced entry that is no longer written.</summary>
    /// <param name="locked">Whether the caller holds the lock of the entry, so that no other process of this host can be writing
    /// it.</param>
    public static bool IsAbandoned(string path, bool locked = false)
    {
        if (!Is(path))
        {
            return false;
        }

        var name = Path.GetFileName(path);
        var mark = name[
            (
                Math.Max(name.LastIndexOf(Making, StringComparison.Ordinal), name.LastIndexOf(Replaced, StringComparison.Ordinal))
                + Making.Length
            )..
        ]
            .Split('-');
        return
            mark is [var host, var process, _]
            && host == HostIdentity.Current
            && int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? locked || LivingProcess.StartOf(id) is null
            : DateTime.UtcNow - LastWrite(path) > Patience;
    }

    private static string Mark() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{HostIdentity.Current}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N").AsSpan(0, 8)}"
        );

    /// <summary>Time of the newest write in an entry; the current time where that is unknown.</summary>
    private static DateTime LastWrite(string path)
    {
        try
        {
            return Directory.Exists(path) && !StoreFolder.IsLink(path)
                ? StoreFolder.Files(path).Append(path).Max(File.GetLastWriteTimeUtc)
                : File.GetLastWriteTimeUtc(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return DateTime.UtcNow;
        }
    }
}
