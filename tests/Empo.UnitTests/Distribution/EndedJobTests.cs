using Empo.Stages.Distribution;

namespace Empo.UnitTests.Distribution;

/// <summary>What is said of ranks that hang or are gone.</summary>
public sealed class EndedJobTests : IDisposable
{
    private readonly TemporaryFolder _logs = new();

    public void Dispose() => _logs.Dispose();

    [Theory]
    [InlineData("mpirun noticed that process rank 3 with PID 4711 on node n2 exited on signal 9 (Killed).")]
    [InlineData("srun: error: n2: task 3: Killed")]
    public void The_dead_rank_is_named_with_the_end_of_its_log(string said)
    {
        File.WriteAllLines(EndedJob.LogOf(_logs.Path, 3), Enumerable.Range(0, 50).Select(line => $"line {line} of rank 3"));

        var failure = EndedJob.Failure("update 2", "mpirun", 137, ["-----", said], _logs.Path);

        Assert.Equal("EMPO6040", failure.Code);
        Assert.Contains("during update 2 (mpirun ended with code 137, signal SIGKILL", failure.Message, StringComparison.Ordinal);
        Assert.Contains("rank 3 was the first to go", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"Last lines: {said} | line 30 of rank 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("line 49 of rank 3. The ranks' logs", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_launcher_without_a_word_is_said_to_be_one() =>
        Assert.Contains(
            "before the first stage (run.sh ended with code 0). What was finished is kept; build again to go on. Last lines: (none).",
            EndedJob.Failure(null, "run.sh", 0, [], _logs.Path).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Ranks_that_are_behind_are_named_with_where_they_are()
    {
        string[] hosts = ["a", "a", "b", "b"];
        Assert.Null(RankStates.Missing(_logs.Path, hosts));
        foreach (var (rank, number, name) in new[] { (0, 7L, "rollout: chunks"), (1, 6L, "request"), (2, 7L, "rollout: chunks") })
        {
            using var status = new RankStatus(RankStatus.FileOf(_logs.Path, rank));
            status.Enter(number, name);
        }

        Assert.Equal(
            "2 of 4 ranks wait in rollout:-chunks for rank 1 on a (last in request), rank 3 on b (last in nothing)",
            RankStates.Missing(_logs.Path, hosts));
        foreach (var rank in new[] { 1, 3 })
        {
            using var status = new RankStatus(RankStatus.FileOf(_logs.Path, rank));
            status.Enter(7, "rollout: chunks");
        }

        Assert.Null(RankStates.Missing(_logs.Path, hosts));
    }
}
