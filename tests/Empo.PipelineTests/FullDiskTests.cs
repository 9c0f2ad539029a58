using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>
/// The disk is full at each write of each stage in turn: so many free pages, or new files, from 0 to what the stage needs. Every point is a
/// build that ends with EMPO4001 and leaves nothing half; the next one goes on from there.
/// </summary>
public sealed class FullDiskTests(BuiltPipeline built) : IClassFixture<BuiltPipeline>
{
    private const int DiskKilobytes = 40_000;

    public static TheoryData<string, string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, int>();
            string[] stages = FaultRuns.All
                ? ["pretrain", "prepare", "evaluate 0", "rollout 1", "score 1", "filter 1", "update 1", "guard 1", "report"]
                : ["rollout 1"];
            foreach (var stage in stages)
            {
                cases.Add(stage, "pages", FaultRuns.All ? 1 : 6);
                if (FaultRuns.All)
                {
                    cases.Add(stage, "files", 1);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_stage_that_finds_too_little_space_says_so_leaves_nothing_half_and_is_finished_later(string stage, string what, int step)
    {
        var folder = PipelineFolder.WithFakeStages();
        var (disk, reason) = TinyDisk.Mount(DiskKilobytes, folder.Store);
        using var mounted = disk;
        Assert.SkipWhen(disk is null, reason);
        var points = 0;
        while (!folder.Finished().Contains(stage))
        {
            if (stage == "rollout 1")
            {
                // A chunk that an earlier point finished would spare this one its writes.
                folder.RemoveChunks();
            }

            var result = Build(folder, disk!, (stage, what), step * points++);
            if (folder.Finished().Contains(stage) && result.ExitCode == 0)
            {
                // The last stage of all found room; behind others the next one fails.
                break;
            }

            Assert.Equal(1, result.ExitCode);
            result.Failed("EMPO4001");
            Assert.Empty(folder.Leftovers());
            Assert.DoesNotContain("error MSB", result.Output, StringComparison.Ordinal);
        }

        folder.Build().Succeeded();
        Assert.Equal(built.Outputs, folder.Outputs());
        Assert.True(points > 1, "The stage found space at once.");
        FaultRuns.Report($"| {stage} | {what} | {points - 1} |");
    }

    [Fact]
    public void A_disk_that_holds_the_view_and_the_logs_too_is_told_of_in_the_same_words()
    {
        var path = TemporaryFolders.New("whole");
        var (disk, reason) = TinyDisk.Mount(DiskKilobytes, path);
        using var mounted = disk;
        Assert.SkipWhen(disk is null, reason);
        var folder = PipelineFolder.WithFakeStagesAt(path);

        for (var free = 0; !folder.Finished().Contains("update 1"); free += FaultRuns.All ? 1 : 9)
        {
            var result = Build(folder, disk!, ("update 1", "pages"), free);
            Assert.Equal(1, result.ExitCode);
            result.Failed("EMPO4001");
            Assert.DoesNotContain("error MSB", result.Output, StringComparison.Ordinal);
        }

        folder.Build().Succeeded();
        Assert.Equal(built.Outputs, folder.Outputs());
        Assert.Empty(folder.Leftovers());
    }

    /// <summary>A build that finds so much space from the moment at which a stage begins.</summary>
    private static BuildResult Build(PipelineFolder folder, TinyDisk disk, (string Id, string What) stage, int free)
    {
        var hold = stage.Id.Replace(' ', '-') + (stage.Id.Contains(' ', StringComparison.Ordinal) ? ".hold" : "-.hold");
        folder.Fault(hold);
        folder.ForgetStages();
        var build = folder.Start();
        build.Until($"{stage.Id} begins", () =>
            folder.Begun().Contains(stage.Id) || (build.HasEnded && folder.Finished().Contains(stage.Id))
        );
        var filler = "";
        if (stage.What == "pages")
        {
            filler = disk.Fill(free);
        }
        else
        {
            disk.LimitFiles(free);
        }

        folder.NoFault(hold);
        var result = build.Wait();
        disk.LimitFiles(null);
        if (filler.Length > 0)
        {
            File.Delete(filler);
        }

        return result;
    }
}
