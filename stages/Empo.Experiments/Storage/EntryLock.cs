using System.Globalization;

namespace Empo.Experiments.Storage;

/// <summary>
/// The right to write one entry of the store, held by an open file that the system releases when its process dies. A process that waits for
/// the lock reports its holder.
/// </summary>
public sealed class EntryLock : IDisposable
{
    private const string HolderEnding = ".holder";

    private readonly FileStream _file;

    private EntryLock(FileStream file) => _file = file;

    /// <summary>Waits until the lock is free.</summary>
    /// <param name="path">Lock file; its content names the holder.</param>
    /// <param name="waiting">Called once, with the holder, when another process has it.</param>
    public static EntryLock Acquire(string path, Action<string> waiting, CancellationToken cancellation)
    {
        for (var told = false; ; told = true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryAcquire(path) is { } held)
            {
                return held;
            }

            if (!told)
            {
                waiting(HolderOf(path));
            }

            cancellation.WaitHandle.WaitOne(100);
        }
    }

    /// <summary>The lock, or null where another process has it.</summary>
    public static EntryLock? TryAcquire(string path)
    {
        try
        {
            SharedFolder.Create(Path.GetDirectoryName(path)!);
            var isNew = !File.Exists(path);
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            try
            {
                if (isNew)
                {
                    SharedFolder.Share(path);
                }

                File.Delete(HolderFile(path)); // a link in a store from elsewhere would have its target overwritten
                File.WriteAllText(
                    HolderFile(path),
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"process {Environment.ProcessId} on {Environment.MachineName} since {DateTime.UtcNow:yyyy-MM-dd HH:mm:ss} UTC"
                    )
                );
                return new EntryLock(file);
            }
            catch
            {
                // On a full disk: the caller must not hold a lock without knowing it.
                new EntryLock(file).Dispose();
                throw;
            }
        }
        catch (IOException exception) when (IsHeldByAnother(exception))
        {
            return null;
        }
    }

    /// <summary>The holder of any lock in a folder except one, or null where all are free.</summary>
    internal static string? AnyHeld(string folder, string except)
    {
        foreach (var file in Directory.GetFiles(folder, HolderFile("*")).Select(LockOf).Where(file => file != except))
        {
            using var free = TryAcquire(file);
            if (free is null)
            {
                return HolderOf(file);
            }
        }

        return null;
    }

    /// <summary>
    /// Releases the lock. The empty lock file stays: if it were removed, one build could hold the removed file and another one a new file
    /// of the same name, both at once.
    /// </summary>
    public void Dispose()
    {
        try
        {
            File.Delete(HolderFile(_file.Name));
        }
        finally
        {
            _file.Dispose();
        }
    }

    /// <summary>A sharing violation, as opposed to a full or read-only disk.</summary>
    private static bool IsHeldByAnother(IOException exception) =>
        OperatingSystem.IsWindows()
            ? (exception.HResult & 0xFFFF) is 32 or 33
            : exception is not (DirectoryNotFoundException or PathTooLongException)
                && exception.Message.Contains("being used by another process", StringComparison.Ordinal);

    /// <summary>The file that names the holder of a lock.</summary>
    internal static string HolderFile(string path) => path + HolderEnding;

    /// <summary>The lock that such a file belongs to.</summary>
    internal static string LockOf(string holderFile) => holderFile[..^HolderEnding.Length];

    /// <summary>Who holds a lock, in words.</summary>
    internal static string HolderOf(string path)
    {
        try
        {
            return File.ReadAllText(HolderFile(path));
        }
        catch (IOException)
        {
            return "another process";
        }
    }
}
