using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>Where a pipeline and its store may lie, and what is said where they cannot.</summary>
public sealed class PlaceTests
{
    [Fact]
    public void A_path_with_spaces_and_other_scripts_works_from_another_directory()
    {
        var folder = new PipelineFolder(Tools.Fake, "mein Ordner äöü ;$(x) 数据");
        folder.Write("experiments/größe 1.yaml", "dataset: ../datasets/d.yaml\nrounds: 1\n");

        var first = folder
            .StartFrom(Path.GetTempPath(), folder.File("pipeline.proj"), "-p:EmpoExperiment=experiments/größe 1.yaml")
            .Wait()
            .Succeeded();
        folder.ForgetStages();
        folder.Build("-p:EmpoExperiment=experiments/größe 1.yaml").Succeeded();

        first.Says("größe 1: 0 of 10 stages are up to date");
        Assert.True(File.Exists(folder.File("artifacts/größe 1/report.html")));
        Assert.Empty(folder.Begun());
    }

    [Fact]
    public void A_store_elsewhere_is_relative_to_the_pipeline()
    {
        var folder = PipelineFolder.WithFakeStages("rounds: 1\n");

        folder.StartFrom(Path.GetTempPath(), folder.File("pipeline.proj"), "-p:EmpoStore=my store").Wait().Succeeded();

        Assert.True(Directory.Exists(folder.File("my store/update")));
        Assert.False(Directory.Exists(folder.Store));
    }

    [Fact]
    public void A_full_disk_is_said_and_the_build_goes_on_once_there_is_space()
    {
        var (disk, reason) = TinyDisk.Mount(kilobytes: 40_000);
        using var mounted = disk;
        Assert.SkipWhen(disk is null, reason);
        var folder = PipelineFolder.WithFakeStages();
        folder.Fault("rollout-2.hold");
        var build = folder.Start($"-p:EmpoStore={disk!.Path}");
        build.Until("round 2 begins", () => folder.Begun().Contains("rollout 2"));
        var done = folder.Begun().SkipLast(1).ToList();

        var filler = disk.Fill();
        folder.NoFault("rollout-2.hold");
        build.Wait().Failed("EMPO4001");
        File.Delete(filler);
        folder.ForgetStages();
        folder.Build($"-p:EmpoStore={disk.Path}").Succeeded();

        Assert.Equal("rollout 2", folder.Begun()[0]);
        Assert.Empty(folder.Begun().Intersect(done));
    }

    [Fact]
    public void A_disk_that_cannot_hold_the_rest_is_refused_before_the_work()
    {
        var (disk, reason) = TinyDisk.Mount(kilobytes: 100);
        using var mounted = disk;
        Assert.SkipWhen(disk is null, reason);
        var folder = PipelineFolder.WithFakeStages();

        folder.Build($"-p:EmpoStore={disk!.Path}").Failed("EMPO4007");

        Assert.Empty(folder.Begun());
    }

    [Fact]
    public void A_read_only_store_serves_a_finished_build_and_refuses_new_work()
    {
        var (disk, reason) = TinyDisk.Mount(kilobytes: 100_000);
        using var mounted = disk;
        Assert.SkipWhen(disk is null, reason);
        var folder = PipelineFolder.WithFakeStages();
        folder.Build($"-p:EmpoStore={disk!.Path}").Succeeded();
        disk.MakeReadOnly();

        folder.Build($"-p:EmpoStore={disk.Path}").Succeeded().RanOnly();

        folder.BuildWith("seed=9", $"-p:EmpoStore={disk.Path}").Failed("EMPO4002");
    }

    [Fact]
    public void A_missing_experiment_is_named()
    {
        var folder = PipelineFolder.WithFakeStages();

        folder.Build("-p:EmpoExperiment=experiments/nothing.yaml").Failed("EMPO1002").Says("experiments/nothing.yaml : error EMPO1002");
    }

    [Fact]
    public void A_mistake_in_the_experiment_is_an_error_at_its_line_and_column()
    {
        var folder = PipelineFolder.WithFakeStages("rounds: 2\nrollout:\n  tempreature: 1\n");

        folder.Build().Failed("EMPO1003").Says("experiments/e.yaml(4,3): error EMPO1003: ").Says("Did you mean 'rollout.temperature'?");

        Assert.False(Directory.Exists(folder.File("artifacts")));
    }

    [Fact]
    public void An_override_that_MSBuild_took_for_a_property_is_not_lost_silently()
    {
        var folder = PipelineFolder.WithFakeStages();

        folder.Build("-p:EmpoSet=rounds=1;seed=2").Failed("EMPO1010").Says("seed");
    }

    [Fact]
    public void A_folder_without_tools_is_named()
    {
        var folder = PipelineFolder.WithFakeStages();

        folder.Build($"-p:EmpoTools={folder.File("datasets")}").Failed("EMPO6005").Says("Empo.Tasks/Empo.Tasks.dll is missing");
    }

    [Fact]
    public void A_long_temporary_folder_has_room_for_the_pipe_elsewhere()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a pipe is no file there");
        var folder = PipelineFolder.WithFakeStages("rounds: 1\n");
        var temporary = folder.File(new string('t', 100));
        Directory.CreateDirectory(temporary);

        var result = folder.StartIn(["env", $"TMPDIR={temporary}"]).Wait().Succeeded();

        Assert.Equal(10, result.Ran.Count);
    }
}
