using System.Diagnostics;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>Stages that fail, die or are killed: a coded error with the reason, a whole store, and a next build that goes on.</summary>
public sealed class StageFailureTests
{
    [Fact]
    public void A_users_error_in_a_stage_is_a_build_error_at_its_file()
    {
        var folder = PipelineFolder.WithFakeStages();
        folder.Fault("score-2.fail", "The model is too short. Download it again.");

        var failed = folder.Build().Failed("EMPO3099");

        failed.Says("some/model.safetensors : error EMPO3099: The model is too short. Download it again.");
        Assert.Contains("rollout 2", failed.Ran);
        Assert.Empty(folder.Leftovers());
        GoesOnWith(folder, "score-2.fail", "score 2", "filter 2", "update 2", "guard 2", "evaluate 2", "report");
    }

    [Fact]
    public void A_stage_that_aborts_in_native_code_is_reported_with_the_signal_and_its_last_lines()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are a matter of Unix");
        var folder = PipelineFolder.WithFakeStages();
        folder.Fault("filter-1.abort");

        folder.Build().Failed("EMPO6003").Says("died during filter 1 (signal SIGABRT").Says("the fake stage was told to abort");

        GoesOnWith(
            folder, "filter-1.abort", "filter 1", "update 1", "guard 1", "rollout 2", "score 2", "filter 2", "update 2", "guard 2",
            "evaluate 2",
            "report"
        );
    }

    [Fact]
    public void A_stage_that_leaves_with_a_code_of_its_own_is_reported_with_it()
    {
        var folder = PipelineFolder.WithFakeStages();
        folder.Fault("prepare.exit", "77");

        folder.Build().Failed("EMPO6003").Says("died during prepare (exit code 77)").Says("the fake stage was told to die");
    }

    [Fact]
    public void A_stage_killed_from_outside_keeps_its_finished_chunks()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are a matter of Unix");
        var folder = PipelineFolder.WithFakeStages("rounds: 1\nrollout:\n  samples: 32\n");
        folder.Fault("rollout.chunk", "0.5");
        var build = folder.Start();
        build.Until("two chunks are finished", () => folder.Chunks().Count >= 2);

        Process.GetProcessById(folder.Processes().Single()).Kill();
        build.Wait().Failed("EMPO6003").Says("died during rollout 1 (signal SIGKILL");

        var kept = folder.Chunks().ToDictionary(chunk => chunk, Directory.GetLastWriteTimeUtc);
        folder.NoFault("rollout.chunk");
        folder.Build().Succeeded().RanOnly("rollout 1", "score 1", "filter 1", "update 1", "guard 1", "evaluate 1", "report");
        Assert.Equal(4, folder.Chunks().Count);
        Assert.All(kept, chunk => Assert.Equal(chunk.Value, Directory.GetLastWriteTimeUtc(chunk.Key)));
        Assert.Empty(folder.Leftovers());
    }

    [Fact]
    public void A_stage_that_asks_for_a_fresh_process_gets_one_and_the_log_says_why()
    {
        var folder = PipelineFolder.WithFakeStages();
        folder.Fault("update-1.fresh");

        folder.Build().Succeeded().Says("update: the fake stage wants a process of its own; it begins again in a fresh process");

        Assert.Equal(2, folder.Processes().Count);
        Assert.Empty(folder.Leftovers());
    }

    [Fact]
    public void A_stage_that_asks_in_a_fresh_process_again_ends_the_build()
    {
        var folder = PipelineFolder.WithFakeStages();
        folder.Fault("filter-1.fresh", "always");

        folder.Build().Failed("EMPO6007");

        GoesOnWith(
            folder, "filter-1.fresh", "filter 1", "update 1", "guard 1", "rollout 2", "score 2", "filter 2", "update 2", "guard 2",
            "evaluate 2",
            "report"
        );
    }

    [Fact]
    public void A_defect_of_ours_names_itself_and_the_store_stays_whole()
    {
        var folder = PipelineFolder.WithFakeStages();
        folder.Fault("report.defect", "the sky fell");

        var failed = folder.Build();

        Assert.NotEqual(0, failed.ExitCode);
        failed.Says("error EMPO6010: ").Says("InvalidOperationException: the sky fell");
        GoesOnWith(folder, "report.defect", "report");
    }

    private static void GoesOnWith(PipelineFolder folder, string fault, params string[] stages)
    {
        folder.NoFault(fault);
        folder.Build().Succeeded().RanOnly(stages);
        Assert.Empty(folder.Leftovers());
    }
}
