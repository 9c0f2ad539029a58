namespace Empo.Experiments.Storage;

/// <summary>
/// Finds file systems that are shared between hosts but keep locks local to each host, by a mount option. No host can see that from its
/// locks, so the mounts are read. Linux only; elsewhere nothing is found.
/// </summary>
public static class LocalLocks
{
    private const string Mounts = "/proc/self/mountinfo";

    private static readonly (string Type, string Option)[] Known =
    [
        ("nfs", "nolock"), ("nfs", "local_lock=all"), ("nfs", "local_lock=flock"),
        ("nfs4", "nolock"), ("nfs4", "local_lock=all"), ("nfs4", "local_lock=flock"),
        ("lustre", "localflock"),
    ];

    /// <summary>File system and option (<c>nfs4 with nolock</c>) that keep the locks of a folder to this host, or null.</summary>
    /// <param name="folder">An existing folder.</param>
    public static string? Of(string folder)
    {
        try
        {
            return File.Exists(Mounts) ? Find(File.ReadLines(Mounts), RealPath.Resolve(folder)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// The same from the lines of <c>mountinfo</c> (proc_pid_mountinfo(5)). The mount with the longest path counts, and of equal ones the
    /// last.
    /// </summary>
    public static string? Find(IEnumerable<string> lines, string folder)
    {
        var (found, length) = ((string?)null, -1);
        foreach (var fields in lines.Select(line => line.Split(' ')))
        {
            var dash = Array.IndexOf(fields, "-");
            if (dash < 6 || dash + 3 >= fields.Length)
            {
                continue;
            }

            var point = Unescape(fields[4]);
            if (point.Length >= length && (folder == point || point == "/" || folder.StartsWith(point + "/", StringComparison.Ordinal)))
            {
                string[] options = [.. fields[5].Split(','), .. fields[dash + 3].Split(',')];
                (found, length) = (OptionOf(fields[dash + 1], options), point.Length);
            }
        }

        return found;
    }

    private static string? OptionOf(string type, string[] options) =>
        Known
            .Where(known => known.Type == type && options.Contains(known.Option))
            .Select(known => $"{known.Type} with {known.Option}")
            .FirstOrDefault();

    /// <summary>Blanks and similar characters are written as a backslash and three octal digits.</summary>
    private static string Unescape(string path) =>
        path.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal)
            .Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal);
}
