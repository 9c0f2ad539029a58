using System.Globalization;
using Empo.Experiments.Execution;

namespace Empo.Experiments.Storage;

/// <summary>Folders of the store: read-only once committed, replaced by renames only.</summary>
internal static class StoreFolder
{
    /// <summary>Makes the files read-only and gives the folder its final name in one step; whatever lay there goes away.</summary>
    public static void Commit(string temporary, string final)
    {
        foreach (var file in Directory.EnumerateFiles(temporary, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, File.GetAttributes(file) | FileAttributes.ReadOnly);
        }

        var old = $"{final}.old-{Environment.ProcessId}";
        if (Directory.Exists(final))
        {
            Delete(old);
            Directory.Move(final, old);
        }

        try
        {
            Directory.Move(temporary, final);
        }
        catch (IOException) when (Directory.Exists(final))
        {
            // Another build committed the same content in the meantime.
            Delete(temporary);
        }

        Delete(old);
    }

    /// <summary>Deletes a folder with its read-only files; nothing where there is none.</summary>
    public static void Delete(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            DeleteFile(file);
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>
    /// Gives a damaged file another write time, so that the next build hashes it and makes its entry anew. False where that cannot be done.
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
            return true; // A missing file is trusted by nobody.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Deletes a file though it may be read-only.</summary>
    public static void DeleteFile(string file)
    {
        if (OperatingSystem.IsWindows() && File.Exists(file))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        File.Delete(file);
    }

    /// <summary>Temporary and replaced folders of a chunk whose process is gone. Another stage may be making the same chunk now; its folder stays.</summary>
    public static void DeleteOfDeadProcesses(string final)
    {
        foreach (var left in Leftovers(final))
        {
            if (int.TryParse(left.AsSpan(left.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && LivingProcess.StartOf(id) is null)
            {
                Delete(left);
            }
        }
    }

    /// <summary>Temporary and replaced folders of an entry that dead processes left behind. Call only under the entry's lock.</summary>
    public static void DeleteLeftovers(string final)
    {
        foreach (var left in Leftovers(final))
        {
            Delete(left);
        }
    }

    private static string[] Leftovers(string final) => Path.GetDirectoryName(final) is { } parent && Directory.Exists(parent)
        ? Directory.GetDirectories(parent, Path.GetFileName(final) + ".*-*")
        : [];
}
