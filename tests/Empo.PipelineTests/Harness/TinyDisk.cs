using System.Diagnostics;
using System.Globalization;

namespace Empo.PipelineTests.Harness;

/// <summary>
/// A disk of its own for a store, so that a test can fill it up or make it read-only. Needs Linux and the right to mount.
/// </summary>
internal sealed class TinyDisk : IDisposable
{
    private const int Page = 4096;

    private TinyDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>A new disk, or the reason why there can be none.</summary>
    /// <param name="at">Folder that becomes the disk; null for a new one.</param>
    public static (TinyDisk? Disk, string Reason) Mount(int kilobytes, string? at = null)
    {
        if (!OperatingSystem.IsLinux())
        {
            return (null, "needs Linux");
        }

        var path = at ?? TemporaryFolders.New("disk");
        Directory.CreateDirectory(path);
        return Run("mount", "-t", "tmpfs", "-o", Size(kilobytes), "tmpfs", path) == 0
            ? (new TinyDisk(path), "")
            : (null, "needs the right to mount a file system");
    }

    /// <summary>Writes one file as large as the disk admits.</summary>
    /// <param name="freePages">Pages of 4 KB that stay free.</param>
    public string Fill(int freePages = 0)
    {
        var filler = FillWhole();
        using var file = new FileStream(filler, FileMode.Open, FileAccess.Write);
        file.SetLength(file.Length - (freePages * (long)Page));
        return filler;
    }

    /// <summary>Pages of 4 KB that are free.</summary>
    public int FreePages => (int)(new DriveInfo(Path).AvailableFreeSpace / Page);

    /// <summary>Admits so many new files and folders and no more; null for any number.</summary>
    public void LimitFiles(int? free)
    {
        // Names on a tmpfs: those in use are the limit less what is free.
        var limit = free is { } number ? Names() + number : 1_000_000;
        Assert.Equal(0, Run("mount", "-o", string.Create(CultureInfo.InvariantCulture, $"remount,nr_inodes={limit}"), Path));
    }

    private int Names()
    {
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-f", "-c", "%c %d", Path]) { RedirectStandardOutput = true })!;
        var numbers = stat.StandardOutput.ReadToEnd().Split(' ').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        stat.WaitForExit();
        return numbers[0] - numbers[1];
    }

    private string FillWhole()
    {
        var filler = System.IO.Path.Combine(Path, "filler");
        var block = new byte[Page];
        using var file = new FileStream(filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            return filler;
        }
    }

    public void MakeReadOnly() => Assert.Equal(0, Run("mount", "-o", "remount,ro", Path));

    public void Dispose() => Run("umount", "-l", Path);

    private static string Size(int kilobytes) => string.Create(CultureInfo.InvariantCulture, $"size={kilobytes}k");

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
