using System.Diagnostics;
using System.Text.Json;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>Builds that are stopped from outside: nothing half done stays, no process is left behind, the next build goes on.</summary>
public sealed class CancellationTests
{
    [Theory]
    [InlineData("INT", "rollout 1 was cancelled")]
    [InlineData("TERM", "The build was ended while rollout ran. What was finished is kept; build again to go on.")]
    public void Control_c_and_sigterm_cancel_the_stage_and_keep_finished_chunks(string signal, string last)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are a matter of Unix");
        var folder = PipelineFolder.WithFakeStages("rounds: 1\nrollout:\n  samples: 32\n");
        folder.Fault("rollout.chunk", "0.5");
        var build = folder.Start();
        build.Until("two chunks are finished", () => folder.Chunks().Count >= 2);

        build.Signal(signal);
        var result = build.Wait();

        Assert.NotEqual(0, result.ExitCode);
        result.Says(last);
        Gone(folder, TimeSpan.FromSeconds(3));
        // After SIGTERM the process has no time to give back its hold of the store; the next build sees that nobody has it.
        Assert.DoesNotContain(folder.Leftovers(), path => signal == "INT" || !path.EndsWith(".holder", StringComparison.Ordinal));
        Assert.InRange(folder.Chunks().Count, 2, 3);
        GoesOn(folder);
    }

    [Fact]
    public void A_build_that_is_killed_leaves_no_stage_process_and_no_half_artifact()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are a matter of Unix");
        var folder = PipelineFolder.WithFakeStages("rounds: 1\nrollout:\n  samples: 32\n");
        folder.Fault("rollout.chunk", "0.5");
        var build = folder.Start();
        build.Until("two chunks are finished", () => folder.Chunks().Count >= 2);

        build.Signal("KILL");
        build.Wait();

        Gone(folder, TimeSpan.FromSeconds(3));
        Assert.DoesNotContain("rollout 1", folder.Ran());
        GoesOn(folder);
    }

    [Fact]
    public void The_summary_is_not_complete_from_the_moment_a_build_has_work()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are a matter of Unix");
        var folder = PipelineFolder.WithFakeStages("rounds: 1\n");
        folder.Build().Succeeded();
        Assert.True(Complete(folder));
        folder.Fault("rollout.chunk", "0.5");
        var chunks = folder.Chunks().Count;

        var build = folder.Start("-p:EmpoSet=rollout.samples=32 rollout.temperature=0.9");
        build.Until("a chunk is finished", () => folder.Chunks().Count > chunks);
        build.Signal("KILL");
        build.Wait();

        Assert.False(Complete(folder));
        folder.NoFault("rollout.chunk");
        folder.Build().Succeeded();
        Assert.True(Complete(folder));
    }

    private static bool Complete(PipelineFolder folder)
    {
        using var summary = JsonDocument.Parse(File.ReadAllText(folder.File("artifacts/e/summary.json")));
        return summary.RootElement.GetProperty("complete").GetBoolean();
    }

    [Fact]
    public void A_finished_build_leaves_no_pipe_in_the_temporary_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "pipes are files on Unix only");
        var build = PipelineFolder.WithFakeStages("rounds: 1\n").Start();

        build.Wait().Succeeded();

        Assert.Empty(Directory.EnumerateFiles(Path.GetTempPath(), $"CoreFxPipe_empo-{build.Id}-*"));
    }

    private static void GoesOn(PipelineFolder folder)
    {
        folder.NoFault("rollout.chunk");
        folder.Build().Succeeded().RanOnly("rollout 1", "score 1", "filter 1", "update 1", "guard 1", "evaluate 1", "report");
        Assert.Equal(4, folder.Chunks().Count);
        Assert.Empty(folder.Leftovers());
    }

    private static void Gone(PipelineFolder folder, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        while (folder.Processes().Any(IsAlive))
        {
            Assert.True(clock.Elapsed < limit, $"A stage process is still there after {limit}.");
            Thread.Sleep(20);
        }
    }

    private static bool IsAlive(int id)
    {
        try
        {
            // A process that nobody has waited for yet is a zombie: it is gone.
            return !OperatingSystem.IsLinux() || !File.ReadAllText($"/proc/{id}/stat").Contains(") Z", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
