using System.Globalization;

namespace Empo.Experiments.Storage;

/// <summary>
/// The right to write one entry of the store, held by an open file that the system releases when its process dies. Who waits says
/// for whom.
/// </summary>
public sealed class EntryLock : IDisposable
{
    private readonly FileStream _file;

    private EntryLock(FileStream file) => _file = file;

    /// <summary>Waits until the lock is free.</summary>
    /// <param name="path">Lock file; its content names the holder.</param>
    /// <param name="waiting">Called once, with the holder, when somebody else has it.</param>
    public static EntryLock Acquire(string path, Action<string> waiting, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (var told = false; ; told = true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                using (var writer = new StreamWriter(HolderFile(path), append: false))
                {
                    writer.Write(string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName} since {DateTime.UtcNow:yyyy-MM-dd HH:mm:ss} UTC"));
                }

                return new EntryLock(file);
            }
            catch (IOException exception) when (IsHeldByAnother(exception))
            {
                if (!told)
                {
                    waiting(Holder(path));
                }

                cancellation.WaitHandle.WaitOne(100);
            }
        }
    }

    /// <summary>Removes the lock's files, then lets go. Who opened the old file in between at worst does the same work once more.</summary>
    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(HolderFile(_file.Name));
            File.Delete(_file.Name);
        }

        _file.Dispose();
    }

    /// <summary>A sharing violation, as opposed to a full or read-only disk.</summary>
    private static bool IsHeldByAnother(IOException exception) => OperatingSystem.IsWindows()
        ? (exception.HResult & 0xFFFF) is 32 or 33
        : exception is not (DirectoryNotFoundException or PathTooLongException) && exception.Message.Contains("being used by another process", StringComparison.Ordinal);

    private static string HolderFile(string path) => path + ".holder";

    private static string Holder(string path)
    {
        try
        {
            return File.ReadAllText(HolderFile(path));
        }
        catch (IOException)
        {
            return "another build";
        }
    }
}
