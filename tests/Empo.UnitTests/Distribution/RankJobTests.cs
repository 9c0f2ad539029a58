using Empo.Experiments.Execution;
using Empo.Experiments.Properties;
using Empo.Experiments.Storage;
using Empo.Stages.Distribution;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Distribution;

/// <summary>A stage process with launchers that do not do what they should.</summary>
public sealed class RankJobTests : IDisposable
{
    private readonly StageBench _bench = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Dispose();
    }

    public static bool IsLinux => OperatingSystem.IsLinux();

    public static bool HasMpi => RankGroupTests.HasMpirun;

    [Theory(SkipUnless = nameof(IsLinux), Skip = "Ranks are for Linux.")]
    [InlineData("exit 3", "ended with code 3")]
    [InlineData("exit 0", "ended with code 0")]
    [InlineData("echo garbage; echo '{\"done\":{}}'; echo no hosts >&2; exit 5", "Last lines: no hosts")]
    [InlineData("printf '\\001empo {\"done\": '; kill -9 $$", "signal SIGKILL")]
    [InlineData("sleep 60 & exit 4", "ended with code 4")] // what it left keeps the output open
    public void A_script_that_ends_without_a_stage_is_reported(string script, string why)
    {
        var failure = Assert.Throws<UserError>(() => Run(Script(script)));

        Assert.Equal("EMPO6040", failure.Code);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }

    [Fact(SkipUnless = nameof(IsLinux), Skip = "Ranks are for Linux.")]
    public void A_launcher_that_cannot_be_started_is_reported()
    {
        Assert.Equal("EMPO6049", Assert.Throws<UserError>(() => Run(_folder.File("nowhere.sh"))).Code);
    }

    /// <summary>A script without the right to be run, behind setsid, which can be started itself.</summary>
    [Fact(SkipUnless = nameof(IsLinux), Skip = "Ranks are for Linux.")]
    public void A_script_that_is_not_executable_is_reported_with_its_name()
    {
        var script = _folder.File("plain.sh");
        File.WriteAllText(script, "");

        var failure = Assert.Throws<UserError>(() => Run(script));

        Assert.Equal("EMPO6049", failure.Code);
        Assert.Contains(script, failure.Message, StringComparison.Ordinal);
    }

    [Fact(SkipUnless = nameof(HasMpi), Skip = "There is no mpirun.")]
    [Trait("Needs", "mpi")]
    public void A_launcher_that_starts_ranks_that_do_not_know_one_another_is_reported()
    {
        var script = Script("\"$@\" & \"$@\" & wait");
        var logs = Directory.CreateDirectory(_folder.File("logs")).FullName;

        var failure = Assert.Throws<UserError>(() =>
            Run(script, "dotnet", "exec", StagesProgram, "rank", "--logs", logs, "--size", "2"));

        Assert.Equal("EMPO6041", failure.Code);
    }

    [Fact(SkipUnless = nameof(IsLinux), Skip = "Ranks are for Linux.")]
    public void Cancelling_ends_the_launcher_and_what_it_started()
    {
        var started = _folder.File("child");
        var script = Script("sleep 300 & echo $! > new; mv new child; wait");
        using var stop = new CancellationTokenSource();
        var waiting = new Thread(() =>
        {
            while (!File.Exists(started))
            {
                Thread.Yield();
            }

            stop.Cancel();
        });
        waiting.Start();

        Assert.ThrowsAny<OperationCanceledException>(() => Run(script, stop.Token));

        var child = File.ReadAllText(started).Trim();
        Assert.True(
            !File.Exists($"/proc/{child}/stat") || File.ReadAllText($"/proc/{child}/stat").Contains(") Z", StringComparison.Ordinal),
            "What the script started is still there.");
    }

    private static string StagesProgram => Path.Combine(AppContext.BaseDirectory, "Empo.Stages.dll");

    private string Script(string text)
    {
        var script = _folder.File("run.sh");
        File.WriteAllText(script, $"#!/bin/sh\ncd {_folder.Path}\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        }

        return script;
    }

    private void Run(string launcher, params string[] rank) => Run(launcher, TestContext.Current.CancellationToken, rank);

    private void Run(string launcher, CancellationToken cancellation, params string[] rank)
    {
        var context = new StageContext(
            _bench.Request("rollout", 1),
            Directory.CreateDirectory(_folder.File("out")).FullName,
            new ChunkStore(_bench.Store),
            _bench.Log,
            cancellation);
        using var job = RankJob.Start(
            new RankLaunch { Launcher = launcher, Ranks = 2 },
            _folder.File("logs"),
            rank,
            _bench.Log);
        job.Run(context);
    }
}
