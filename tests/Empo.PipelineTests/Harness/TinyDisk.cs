using System.Diagnostics;
using System.Globalization;

namespace Empo.PipelineTests.Harness;

/// <summary>A disk of its own for a store, so that a test can fill it up or make it read-only. Needs Linux and the right to mount.</summary>
internal sealed class TinyDisk : IDisposable
{
    private TinyDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>A new disk, or the reason why there can be none.</summary>
    public static (TinyDisk? Disk, string Reason) Mount(int kilobytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return (null, "needs Linux");
        }

        var path = TemporaryFolders.New("disk");
        return Run("mount", "-t", "tmpfs", "-o", Size(kilobytes), "tmpfs", path) == 0 ? (new TinyDisk(path), "") : (null, "needs the right to mount a file system");
    }

    /// <summary>Writes one file as large as the disk admits.</summary>
    public string Fill()
    {
        var filler = System.IO.Path.Combine(Path, "filler");
        var block = new byte[4096];
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
