namespace Empo.Experiments.Storage;

/// <summary>Folders of the store: read-only once committed, replaced by renames only.</summary>
internal static class StoreFolder
{
    /// <summary>
    /// Makes the files read-only and gives the folder its final name in one step. A folder that had this name before is removed.
    /// </summary>
    public static void Commit(string temporary, string final)
    {
        MakeReadOnly(temporary);
        var old = SetAside(final);
        if (!TryRename(temporary, final))
        {
            // Another build committed the same content in the meantime.
            Delete(temporary);
        }

        Delete(old);
    }

    /// <summary>Makes all files of a folder read-only, and its folders the group's where the store is.</summary>
    public static void MakeReadOnly(string folder)
    {
        SharedFolder.ShareInner(folder);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, File.GetAttributes(file) | FileAttributes.ReadOnly);
        }
    }

    /// <summary>Gives a folder its final name, unless that is taken: then the folder stays and the answer is false.</summary>
    public static bool TryRename(string temporary, string final)
    {
        try
        {
            Directory.Move(temporary, final);
            return true;
        }
        catch (IOException exception) when (IsTaken(exception) || Directory.Exists(final))
        {
            return false;
        }
    }

    /// <summary>
    /// Whether a rename failed because its new name was taken, even if that name is free again by now: .NET's own check (COR_E_IO), EEXIST
    /// and ENOTEMPTY of Linux and macOS, ERROR_ALREADY_EXISTS and ERROR_DIR_NOT_EMPTY of Windows.
    /// </summary>
    private static bool IsTaken(IOException exception) =>
        exception.HResult == unchecked((int)0x80131620)
        || (OperatingSystem.IsWindows() ? (exception.HResult & 0xFFFF) is 183 or 145 : exception.HResult is 17 or 39 or 66);

    /// <summary>Renames a committed folder, if there is one, so that its name is free.</summary>
    /// <returns>The path to delete afterwards.</returns>
    public static string SetAside(string final)
    {
        var old = TemporaryName.ForReplaced(final);
        try
        {
            if (Directory.Exists(final))
            {
                Directory.Move(final, old);
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Another build, maybe on another host, is replacing it too.
        }

        return old;
    }

    /// <summary>
    /// Deletes a folder with its read-only files; nothing where there is none. Links are deleted and never followed: <c>policy</c> in a
    /// run folder leads to weights in the store, and a store from elsewhere may lead anywhere.
    /// </summary>
    public static void Delete(string folder)
    {
        if (IsLink(folder))
        {
            DeleteLink(folder);
            return;
        }

        if (!Directory.Exists(folder))
        {
            return;
        }

        Empty(folder);
        Directory.Delete(folder);
    }

    /// <summary>Deletes the content of a folder, or of the folder that a link leads to.</summary>
    public static void Empty(string folder)
    {
        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            Delete(inner);
        }

        foreach (var file in Directory.EnumerateFiles(folder))
        {
            DeleteFile(file);
        }
    }

    /// <summary>Whether a path is a link, wherever that leads.</summary>
    public static bool IsLink(string path) => (new FileInfo(path).LinkTarget ?? new DirectoryInfo(path).LinkTarget) is not null;

    /// <summary>Deletes a link but not its target.</summary>
    public static void DeleteLink(string link)
    {
        if (OperatingSystem.IsWindows() && File.GetAttributes(link).HasFlag(FileAttributes.Directory))
        {
            Directory.Delete(link);
            return;
        }

        // On Unix a link is a file, also one whose folder was removed (an evicted policy).
        File.Delete(link);
    }

    /// <summary>Files of a folder, at any depth; links are neither listed nor followed.</summary>
    public static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(
            folder,
            "*",
            new EnumerationOptions
            {
                RecurseSubdirectories = true,
                AttributesToSkip = FileAttributes.ReparsePoint,
                IgnoreInaccessible = false,
            }
        );

    /// <summary>
    /// Gives a damaged file another write time, so that the next build hashes it and makes its entry again. False where that is not
    /// possible.
    /// </summary>
    public static bool Distrust(string file)
    {
        try
        {
            var attributes = File.GetAttributes(file);
            File.SetAttributes(file, FileAttributes.Normal);
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
            File.SetAttributes(file, attributes);
            return true;
        }
        catch (FileNotFoundException)
        {
            return true; // A missing file is never trusted.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Deletes a file, even a read-only one.</summary>
    public static void DeleteFile(string file)
    {
        if (OperatingSystem.IsWindows() && File.Exists(file))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        File.Delete(file);
    }

    /// <summary>
    /// Deletes the temporary and replaced folders of an entry that are no longer written. Folders of other hosts stay for a day, since this
    /// host cannot tell whether their process lives.
    /// </summary>
    /// <param name="locked">Whether the caller holds the lock of the entry; without it another stage may be making the same chunk
    /// now.</param>
    public static void DeleteLeftovers(string final, bool locked)
    {
        if (Path.GetDirectoryName(final) is not { } parent || !Directory.Exists(parent))
        {
            return;
        }

        foreach (
            var left in Directory
                .GetDirectories(parent, TemporaryName.Pattern(final))
                .Where(left => TemporaryName.IsAbandoned(left, locked))
        )
        {
            Delete(left);
        }
    }
}
