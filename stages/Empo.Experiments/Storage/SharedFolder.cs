namespace Empo.Experiments.Storage;

/// <summary>
/// Folders of a store that a group writes together. Below a folder that is group-writable and hands on its group (mode 2770 or 2775), what
/// is made gets the group's right to write, whatever the user's umask. Elsewhere the umask decides alone.
/// </summary>
internal static class SharedFolder
{
    private const UnixFileMode Shared = UnixFileMode.GroupWrite | UnixFileMode.SetGroup;
    private const UnixFileMode SharedAndOpen = Shared | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    /// <summary>Makes a folder and those above it that are missing.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (Path.GetDirectoryName(folder) is { } above)
        {
            Create(above);
        }

        Directory.CreateDirectory(folder);
        Share(folder);
    }

    /// <summary>Gives the group the right to write a file or folder that was made just now, where its folder is shared.</summary>
    public static void Share(string path)
    {
        if (OperatingSystem.IsWindows() || Path.GetDirectoryName(path) is not { } above || !File.GetUnixFileMode(above).HasFlag(Shared))
        {
            return;
        }

        var mode = File.GetUnixFileMode(path);
        var wanted = mode | (Directory.Exists(path) ? SharedAndOpen : UnixFileMode.GroupWrite);
        if (mode != wanted)
        {
            try
            {
                File.SetUnixFileMode(path, wanted);
            }
            catch (UnauthorizedAccessException)
            {
                // Another user has made it in the meantime, and shares it.
            }
        }
    }

    /// <summary>The same for all folders in a folder; files of an entry are read-only for everybody.</summary>
    public static void ShareInner(string folder)
    {
        foreach (var inner in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
        {
            Share(inner);
        }
    }
}
