using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

public sealed class EntryLockTests
{
    [Fact]
    public void Only_one_has_the_lock_and_the_next_one_gets_it_after_him()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("lock/score-1");

        using (var held = EntryLock.TryAcquire(path))
        {
            Assert.NotNull(held);
            Assert.Null(EntryLock.TryAcquire(path));
        }

        using var next = EntryLock.TryAcquire(path);
        Assert.NotNull(next);
    }

    [Fact]
    public void A_lock_whose_holder_cannot_be_written_is_nobodys()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("lock/score-1");
        Directory.CreateDirectory(path + ".holder");

        Assert.ThrowsAny<Exception>(() => EntryLock.TryAcquire(path));
        Directory.Delete(path + ".holder");

        using var next = EntryLock.TryAcquire(path);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task Who_waits_is_told_once_for_whom()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("lock/score-1");
        var told = new List<string>();
        var waits = new TaskCompletionSource();
        var held = EntryLock.TryAcquire(path)!;

        var waiting = Task.Run(() => EntryLock.Acquire(path, holder =>
        {
            told.Add(holder);
            waits.SetResult();
        }, CancellationToken.None));
        await waits.Task.WaitAsync(TimeSpan.FromSeconds(30));
        held.Dispose();
        (await waiting.WaitAsync(TimeSpan.FromSeconds(30))).Dispose();

        Assert.Contains($"process {Environment.ProcessId} on ", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public void Waiting_ends_when_the_build_is_cancelled()
    {
        using var folder = new TemporaryFolder();
        using var cancellation = new CancellationTokenSource();
        using var held = EntryLock.TryAcquire(folder.File("lock/score-1"));

        Assert.Throws<OperationCanceledException>(() =>
            EntryLock.Acquire(folder.File("lock/score-1"), _ => cancellation.Cancel(), cancellation.Token)
        );
    }
}
