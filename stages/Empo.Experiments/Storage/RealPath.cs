namespace Empo.Experiments.Storage;

/// <summary>Paths without links, so that two of them can be compared.</summary>
public static class RealPath
{
    /// <summary>Number of links that are followed one after the other; operating systems have a bound of this size.</summary>
    private const int MaxLinks = 40;

    /// <summary>The path with every link in it followed, whether the target exists or not.</summary>
    /// <param name="path">A path; a relative one counts from the current folder.</param>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Resolve(string path)
    {
        var links = 0;
        var full = Path.GetFullPath(path);
        var root = Path.GetPathRoot(full)!;
        var left = new Stack<string>(Parts(full[root.Length..]));
        var resolved = root;
        while (left.TryPop(out var part))
        {
            var next = Path.Combine(resolved, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                resolved = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                throw new IOException($"Too many links on the way to {path}.");
            }

            var absolute = Path.GetFullPath(target, resolved);
            root = Path.GetPathRoot(absolute)!;
            resolved = root;
            foreach (var inner in Parts(absolute[root.Length..]))
            {
                left.Push(inner);
            }
        }

        return resolved;
    }

    /// <summary>Whether a path is a folder or lies below it, after links in both are followed.</summary>
    public static bool IsWithin(string path, string folder)
    {
        var below = Path.GetRelativePath(Resolve(folder), Resolve(path));
        return !Path.IsPathRooted(below) && below.Split(Path.DirectorySeparatorChar, 2)[0] != "..";
    }

    /// <summary>The names in a path, last first.</summary>
    private static IEnumerable<string> Parts(string path) =>
        path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse();
}
