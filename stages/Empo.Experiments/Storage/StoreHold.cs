namespace Empo.Experiments.Storage;

/// <summary>
/// Coordinates the processes that work in a store. Any number of builds may work side by side; each holds a lock file of its own for its
/// whole length. A process that removes entries must be alone. Each process takes its lock before it looks for the others, so where two
/// begin at once, one sees the other. The system releases a lock when its process dies.
/// </summary>
public sealed class StoreHold : IDisposable
{
    private const string Pruning = "prune";
    private const string Builds = "build-";

    private readonly EntryLock _lock;
    private readonly string _file;

    private StoreHold(EntryLock held, string file)
    {
        _lock = held;
        _file = file;
    }

    /// <summary>
    /// Keeps the entries that a build has found in a store there until the build ends. Null where the store cannot be written: then nothing
    /// is removed from it either.
    /// </summary>
    /// <param name="store">Absolute path of the store.</param>
    /// <param name="waiting">Called once, with the holder, while entries are being removed.</param>
    /// <exception cref="UserError">EMPO6046 where the store's file system grants one lock to two holders at once.</exception>
    public static StoreHold? Share(string store, Action<string> waiting, CancellationToken cancellation)
    {
        var folder = FolderOf(store);
        var file = Path.Combine(folder, $"{Builds}{Guid.NewGuid():N}");
        if (TryHold(folder, file) is not { } hold)
        {
            return null;
        }

        try
        {
            RequireLocks(store, file);
            if (File.Exists(EntryLock.HolderFile(Path.Combine(folder, Pruning))))
            {
                EntryLock.Acquire(Path.Combine(folder, Pruning), waiting, cancellation).Dispose();
            }

            return hold;
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <summary>Takes the store for this process alone; null where there is no store.</summary>
    /// <exception cref="UserError">EMPO4017 where a build, or another process that removes entries, is at work.</exception>
    public static StoreHold? Alone(string store)
    {
        if (!Directory.Exists(store))
        {
            return null;
        }

        var file = Path.Combine(FolderOf(store), Pruning);
        var hold = new StoreHold(EntryLock.TryAcquire(file) ?? throw Busy(store, EntryLock.HolderOf(file)), file);
        RemoveDead(FolderOf(store));
        if (EntryLock.AnyHeld(FolderOf(store), except: file) is { } holder)
        {
            hold.Dispose();
            throw Busy(store, holder);
        }

        return hold;
    }

    /// <summary>Releases the lock. A build's lock file is deleted too: no other process ever opens it to write.</summary>
    public void Dispose()
    {
        try
        {
            _lock.Dispose();
            if (Path.GetFileName(_file).StartsWith(Builds, StringComparison.Ordinal))
            {
                File.Delete(_file);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The store was removed, or another process is checking right now whether the build is dead.
        }
    }

    /// <summary>
    /// The .NET runtime treats a refused <c>flock</c> as a granted one. So only a second attempt on a held lock tells whether locks work
    /// here.
    /// </summary>
    private static void RequireLocks(string store, string held)
    {
        using var second = EntryLock.TryAcquire(held);
        if (second is not null)
        {
            var disabled = Environment.GetEnvironmentVariable("DOTNET_SYSTEM_IO_DISABLEFILELOCKING") is "1" or "true";
            throw new UserError(
                "EMPO6046",
                "Two processes can hold the same lock here, so builds that share this store would damage each other's work. "
                    + (
                        disabled
                            ? "Unset DOTNET_SYSTEM_IO_DISABLEFILELOCKING, which turns locks off."
                            : "Its file system has no locks (flock): mount it with them (Lustre: -o flock), or place the store "
                                + "elsewhere with -p:EmpoStore=<folder>."
                    ),
                store
            );
        }
    }

    private static StoreHold? TryHold(string folder, string file)
    {
        try
        {
            SharedFolder.Create(folder);
            RemoveDead(folder);
            return EntryLock.TryAcquire(file) is { } held ? new StoreHold(held, file) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The store is read-only or full. Nothing is written here, and the stage that has to write reports it.
            return null;
        }
    }

    /// <summary>Removes the lock files of builds that were killed.</summary>
    private static void RemoveDead(string folder)
    {
        foreach (var holder in Directory.GetFiles(folder, EntryLock.HolderFile($"{Builds}*")))
        {
            var file = EntryLock.LockOf(holder);
            if (EntryLock.TryAcquire(file) is { } dead)
            {
                new StoreHold(dead, file).Dispose();
            }
        }
    }

    private static string FolderOf(string store) => Path.Combine(store, "lock");

    private static UserError Busy(string store, string holder) =>
        new("EMPO4017", $"The store is not pruned, because it is in use ({holder}). Wait for that build to end.", store);
}
