using System.Runtime.Versioning;
using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

/// <summary>
/// A store in a folder that a group shares, seen by its modes: what the group cannot write, a colleague's build could not use.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class SharedFolderTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Private | Group | UnixFileMode.SetGroup, true)]
    [InlineData(Private | Group, false)]
    public void Folders_and_locks_of_a_shared_store_are_the_groups_whatever_the_umask(UnixFileMode mode, bool shared)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes are a matter of Unix");
        File.SetUnixFileMode(_folder.Path, mode);
        var store = _folder.File("store");
        new ChunkStore(store).GetOrCreate(["a"], path => File.WriteAllText(path, "samples"));
        EntryLock.TryAcquire(Path.Combine(store, "lock", "rollout-1"))!.Dispose();
        StoreHold.Share(store, _ => { }, TestContext.Current.CancellationToken)?.Dispose();
        VerdictStore.Open(store, ["rules"]);

        var folders = Directory.GetDirectories(store, "*", SearchOption.AllDirectories).Append(store).ToList();
        var locks = Directory.GetFiles(Path.Combine(store, "lock"));

        Assert.True(folders.Count >= 5 && locks.Length >= 1);
        // A umask of 002, as some systems have it, gives the right to write by itself, but hands no group on.
        Assert.All(folders, folder => Assert.Equal(shared, IsShared(folder)));
        Assert.All(locks, file => Assert.True(!shared || File.GetUnixFileMode(file).HasFlag(UnixFileMode.GroupWrite), file));
    }

    private static bool IsShared(string folder) =>
        File.GetUnixFileMode(folder).HasFlag(UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.SetGroup);
}
