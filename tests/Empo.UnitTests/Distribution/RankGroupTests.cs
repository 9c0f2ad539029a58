using System.Diagnostics;
using Empo.Experiments.Execution;
using Empo.Stages.Distribution;

namespace Empo.UnitTests.Distribution;

/// <summary>Groups of ranks: one process, threads of the tests, and processes that mpirun starts.</summary>
public sealed class RankGroupTests
{
    public static bool HasMpirun { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "mpirun")));

    [Fact]
    public void One_process_is_a_group() => GroupChecks.Run(Alone.Group);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Threads_are_a_group(int size) =>
        Assert.Equal(Enumerable.Range(0, size), ThreadRanks.Run(size, group =>
        {
            GroupChecks.Run(group);
            return group.Rank;
        }));

    [Fact]
    public void A_thread_that_fails_frees_the_others_and_is_reported_first()
    {
        var failure = Assert.Throws<AggregateException>(() => ThreadRanks.Run(3, group =>
        {
            if (group.Rank == 2)
            {
                throw new InvalidOperationException("rank 2");
            }

            group.Barrier();
        }));

        Assert.Equal("rank 2", failure.InnerExceptions[0].Message);
    }

    [Fact]
    public void Threads_that_meet_in_different_operations_fail() =>
        Assert.Throws<AggregateException>(() => ThreadRanks.Run(2, group => group.Barrier(group.Leads ? "one" : "other")));

    [Theory(SkipUnless = nameof(HasMpirun), Skip = "There is no mpirun.")]
    [Trait("Needs", "mpi")]
    [InlineData(3)]
    public async Task Processes_of_mpirun_are_a_group(int size)
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo("mpirun") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (
            var argument in new[]
            {
                "--allow-run-as-root", "--bind-to", "none", "--oversubscribe", "-n", $"{size}", "-x", $"{Variable}={folder.Path}", "dotnet",
                "exec", typeof(RankGroupTests).Assembly.Location, "-explicit", "only", "-method",
                $"{typeof(RankGroupTests).FullName}.{nameof(A_process_in_a_job)}",
            }
        )
        {
            start.ArgumentList.Add(argument);
        }

        using var job = Process.Start(start)!;
        var cancellation = TestContext.Current.CancellationToken;
        var (output, errors) = (job.StandardOutput.ReadToEndAsync(cancellation), job.StandardError.ReadToEndAsync(cancellation));
        await job.WaitForExitAsync(cancellation);

        Assert.True(job.ExitCode == 0, await output + await errors);
        Assert.Equal(
            Enumerable.Range(0, size).Select(rank => $"{rank} of {size}, local {rank} of {size}"),
            Enumerable.Range(0, size).Select(rank => File.ReadAllText(folder.File($"{rank}.txt"))));
        // the barrier, six broadcasts, nine gatherings, and the last barrier
        Assert.All(
            Enumerable.Range(0, size),
            rank => Assert.Equal((17, "the-end"), RankStatus.Read(RankStatus.FileOf(folder.Path, rank))));
    }

    /// <summary>One rank of the job that the test above starts.</summary>
    [Fact(Explicit = true)]
    public void A_process_in_a_job()
    {
        var folder = Environment.GetEnvironmentVariable(Variable)!;
        using var group = MpiGroup.Start();
        try
        {
            group.Status = new RankStatus(RankStatus.FileOf(folder, group.Rank));
            GroupChecks.Run(group);
            File.WriteAllText(
                Path.Combine(folder, $"{group.Rank}.txt"),
                $"{group.Rank} of {group.Size}, local {group.LocalRank} of {group.LocalSize}");
            group.Barrier("the end");
            group.Status = null;
            ExchangeChecks.Run(new MpiTransport(group), group.Rank, group.Size);
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine(exception);
            group.Abort(1);
        }
    }

    private const string Variable = "RANK_TEST_FOLDER";

    [Fact]
    public void A_state_is_64_bytes_and_read_back()
    {
        using var folder = new TemporaryFolder();
        using var status = new RankStatus(folder.File("rank-000.state"));
        foreach (var (number, name) in new[] { (1L, "a"), (9_999_999_999_999L, new string('x', 99)), (3L, "update: gradients of wave 7") })
        {
            status.Enter(number, name);

            Assert.Equal(64, new FileInfo(folder.File("rank-000.state")).Length);
            Assert.Equal(number, RankStatus.Read(folder.File("rank-000.state"))!.Value.Number);
        }

        Assert.Equal((3, "update:-gradients-of-wave-7"), RankStatus.Read(folder.File("rank-000.state")));
        Assert.Null(RankStatus.Read(folder.File("rank-001.state")));
    }

    [Theory]
    [InlineData(null, null, "libmpi.so.40")] // srun
    [InlineData("2", null, "libmpi.so.40")] // mpirun of Open MPI
    [InlineData("2", "2", "libmpi.so.40")] // below a Slurm job with PMI
    [InlineData(null, "2", "libmpi.so.12")] // mpiexec of MPICH
    public void The_launchers_library_is_tried_first(string? openMpi, string? pmi, string first) =>
        Assert.Equal(first, MpiLibrary.Names(name => name == "PMI_SIZE" ? pmi : name == "OMPI_COMM_WORLD_SIZE" ? openMpi : null)[0]);
}
