using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>
/// The disk is full at some write of a real stage, model files and Parquet among them: always the same error, nothing half, and it goes on.
/// </summary>
public sealed class FullDiskTests(TinyPipeline tiny) : IClassFixture<TinyPipeline>
{
    private const int DiskKilobytes = 60_000;

    /// <summary>Stage, its target, and pages between two points.</summary>
    public static TheoryData<string, string, int> Cases =>
        FaultRuns.All
            ? new()
            {
                { "pretrain", "Pretrain", 8 },
                { "prepare", "Prepare", 1 },
                { "rollout", "Rollout", 2 },
                { "score", "Score", 1 },
                { "filter", "Filter", 1 },
                { "update", "Update", 8 },
                { "guard", "Guard", 1 },
                { "evaluate", "Evaluate", 8 },
                { "report", "Report", 4 },
            }
            : new() { { "update", "Update", 70 } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_real_stage_that_finds_too_few_free_pages_says_so_and_is_finished_by_a_later_build(string stage, string target, int step)
    {
        var folder = PipelineFolder.WithTinyExperiment("disk");
        var (disk, reason) = TinyDisk.Mount(DiskKilobytes, folder.Store);
        using var mounted = disk;
        Assert.SkipWhen(disk is null, reason);
        var points = 0;
        for (var free = 0; ; free += step)
        {
            if (stage == "rollout")
            {
                // What earlier points have sampled would spare this one its writes.
                folder.RemoveChunks();
            }

            points++;
            var result = Begun(folder, disk!, (stage, target), free);
            if (Finished(folder, stage))
            {
                break;
            }

            result.Failed("EMPO4001");
            Assert.Empty(folder.Leftovers());
        }

        folder.Build().Succeeded();
        Assert.Equal(tiny.Outputs, folder.Outputs());
        Assert.True(points > 1);
        FaultRuns.Report($"| {stage} | pages, real stage, steps of {step} | {points - 1} |");
    }

    /// <summary>A build that finds so much space from the moment at which its stage begins.</summary>
    private static BuildResult Begun(PipelineFolder folder, TinyDisk disk, (string Name, string Target) stage, int freePages)
    {
        var earlier = RunningStage.Named(folder.Store);
        string[] round = stage.Name is "pretrain" or "prepare" or "report" ? [] : ["-p:EmpoRound=1"];
        var build = folder.Start([$"-t:{stage.Target}", .. round]);
        var running = RunningStage.Await(build, folder.Store, stage.Name, earlier);
        Assert.True(running is not null, $"{stage.Name} never began:\n{build.Output}");
        ProcessSignal.Send(running!.Process, ProcessSignal.Stop);
        var tooLate = Finished(folder, stage.Name);
        var filler = disk.Fill(freePages);
        ProcessSignal.Send(running.Process, ProcessSignal.Continue);
        var result = build.Wait();
        File.Delete(filler);
        Assert.False(tooLate, "The disk was filled after the stage had ended.");
        return result;
    }

    private static bool Finished(PipelineFolder folder, string stage) =>
        Directory.Exists(Path.Combine(folder.Store, stage))
        && Directory
            .EnumerateDirectories(Path.Combine(folder.Store, stage))
            .Any(entry => !Path.GetFileName(entry).Contains('.', StringComparison.Ordinal));
}
