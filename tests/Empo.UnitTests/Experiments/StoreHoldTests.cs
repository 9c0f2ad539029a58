using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

/// <summary>Builds use a store side by side; who removes from it is alone.</summary>
public sealed class StoreHoldTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();

    private string Store => _folder.File("store");

    private string Locks => _folder.File("store/lock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nobody_removes_while_any_build_runs_and_builds_leave_nothing_behind()
    {
        var (first, second) = (Share()!, Share()!);

        var refused = Assert.Throws<UserError>(() => StoreHold.Alone(Store));
        first.Dispose();
        Assert.Throws<UserError>(() => StoreHold.Alone(Store));
        second.Dispose();

        Assert.Equal("EMPO4017", refused.Code);
        Assert.Contains($"process {Environment.ProcessId} on ", refused.Message, StringComparison.Ordinal);
        using (StoreHold.Alone(Store))
        {
            Assert.Throws<UserError>(() => StoreHold.Alone(Store));
        }

        Assert.Equal(["prune"], Directory.EnumerateFiles(Locks).Select(Path.GetFileName));
    }

    [Fact]
    public void A_stage_that_outlives_its_build_counts_too()
    {
        using var held = EntryLock.TryAcquire(Path.Combine(Locks, "score-1"));

        Assert.Equal("EMPO4017", Assert.Throws<UserError>(() => StoreHold.Alone(Store)).Code);
    }

    [Fact]
    public async Task A_build_waits_until_the_removing_is_over()
    {
        Directory.CreateDirectory(Store);
        var told = new List<string>();
        var waits = new TaskCompletionSource();
        var alone = StoreHold.Alone(Store)!;

        var build = Task.Run(() => StoreHold.Share(Store, holder =>
        {
            told.Add(holder);
            waits.SetResult();
        }, CancellationToken.None));
        await waits.Task.WaitAsync(Patience);
        Assert.False(build.IsCompleted);
        alone.Dispose();

        Assert.NotNull(await build.WaitAsync(Patience));
        Assert.Contains($"process {Environment.ProcessId} on ", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public void A_build_that_is_cancelled_while_it_waits_lets_go()
    {
        Directory.CreateDirectory(Store);
        using var cancellation = new CancellationTokenSource();
        using (StoreHold.Alone(Store))
        {
            Assert.Throws<OperationCanceledException>(() => StoreHold.Share(Store, _ => cancellation.Cancel(), cancellation.Token));
        }

        using var alone = StoreHold.Alone(Store);
        Assert.NotNull(alone);
    }

    [Fact]
    public void What_killed_builds_left_holds_nobody_up_and_goes_with_the_next_one()
    {
        Directory.CreateDirectory(Locks);
        foreach (var name in new[] { "build-1", "build-1.holder", "prune", "prune.holder", "score-1", "score-1.holder" })
        {
            File.WriteAllText(Path.Combine(Locks, name), "process 1 on another since ever");
        }

        Share()!.Dispose();
        Assert.Empty(Directory.EnumerateFiles(Locks, "build-*"));
        using var alone = StoreHold.Alone(Store);

        Assert.NotNull(alone);
    }

    [Fact]
    public void Where_nothing_can_be_written_nothing_is_held()
    {
        File.WriteAllText(Store, "no folder");

        Assert.Null(Share());
    }

    [Fact]
    public void Where_there_is_no_store_there_is_nothing_to_remove()
    {
        Assert.Null(StoreHold.Alone(Store));
        Assert.False(Directory.Exists(Store));
    }

    private StoreHold? Share() => StoreHold.Share(Store, holder => Assert.Fail($"waits for {holder}"), CancellationToken.None);
}
