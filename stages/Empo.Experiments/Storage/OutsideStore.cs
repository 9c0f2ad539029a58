namespace Empo.Experiments.Storage;

/// <summary>
/// Keeps programs that write files for users out of stores. <c>policy</c> in a run folder is a link into a store, and writing through it
/// would change an artifact behind its manifest's back.
/// </summary>
public static class OutsideStore
{
    /// <param name="path">A file or folder that is about to be written; it need not exist.</param>
    /// <returns>The path, unchanged.</returns>
    /// <exception cref="UserError">EMPO4053 where it lies in an entry of a store after links are followed.</exception>
    public static string Require(string path) =>
        EntryOf(path) is { } entry
            ? throw new UserError(
                "EMPO4053",
                $"This path leads into a store, to the entry {entry}, whose files must stay as they were written. Give a path outside "
                    + "the store.",
                path
            )
            : path;

    /// <summary>The entry of a store that contains a path after links are followed, or null.</summary>
    private static string? EntryOf(string path)
    {
        for (var folder = RealPath.Resolve(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (ManifestFile.Read(folder) is not null || File.Exists(Path.Combine(folder, ChunkStore.PartName)))
            {
                return folder;
            }
        }

        return null;
    }
}
