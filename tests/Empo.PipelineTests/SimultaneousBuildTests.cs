using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>Several builds of one store, and one build on several nodes.</summary>
public sealed class SimultaneousBuildTests
{
    [Fact]
    public void Two_builds_at_once_run_each_stage_once_and_the_second_says_that_it_waits()
    {
        var folder = PipelineFolder.WithFakeStages();
        folder.Fault("pretrain.hold");
        var first = folder.Start();
        first.Until("the first stage runs", () => folder.Begun().Count == 1);

        var second = folder.Start();
        second.Until("the second build waits", () => second.Output.Contains("waiting for process", StringComparison.Ordinal));
        folder.NoFault("pretrain.hold");
        first.Wait().Succeeded();
        second.Wait().Succeeded().Says("pretrain: waiting for process").Says("which makes the same artifact");

        Assert.Equal(15, folder.Begun().Count);
        Assert.Equal(15, folder.Begun().Distinct().Count());
        Assert.Empty(folder.Leftovers());
    }

    [Fact]
    public void Eight_builds_of_eight_folders_on_one_store_run_each_stage_once_and_agree()
    {
        var store = TemporaryFolders.New("store");
        PipelineFolder[] folders = [.. Enumerable.Range(0, 8).Select(_ => PipelineFolder.WithFakeStages())];
        foreach (var folder in folders)
        {
            Directory.CreateDirectory(folder.File("artifacts"));
            Directory.CreateSymbolicLink(folder.Store, store);
        }

        RunningBuild[] builds = [.. folders.Select(folder => folder.Start())];

        Assert.All(builds, build => build.Wait().Succeeded());
        Assert.Equal(15, folders.Sum(folder => folder.Begun().Count));
        Assert.Equal(15, folders.SelectMany(folder => folder.Begun()).Distinct().Count());
        Assert.All(folders, folder => Assert.Equal(folders[0].Outputs(), folder.Outputs()));
        Assert.Empty(folders[0].Leftovers());
    }

    [Fact]
    public void Two_builds_at_once_may_be_the_first_to_use_new_tools()
    {
        var folder = new PipelineFolder(Tools.NewFake());
        folder.WriteExperiment("rounds: 1\n");

        var builds = new[] { folder.Start(), folder.Start(), folder.Start() };

        Assert.All(builds, build => build.Wait().Succeeded());
        Assert.Equal(10, folder.Begun().Count);
        Assert.Equal(10, folder.Begun().Distinct().Count());
    }

    [Fact]
    public void Experiments_that_share_a_prefix_share_its_stages()
    {
        var folder = PipelineFolder.WithFakeStages("rounds: 1\n");
        folder.Write("experiments/arm.yaml", "extends: e.yaml\nscore:\n  reward: voting\n");
        folder.Build().Succeeded();
        folder.ForgetStages();

        folder.Build("-p:EmpoExperiment=experiments/arm.yaml").Succeeded();

        Assert.Equal(["score 1", "filter 1", "update 1", "guard 1", "evaluate 1", "report"], folder.Begun());
    }

    [Fact]
    public void Several_nodes_change_nothing()
    {
        var folder = PipelineFolder.WithFakeStages("rounds: 3\n");

        folder.Build("-m:4").Succeeded();

        Assert.Equal(3 + (3 * 5) + 2, folder.Begun().Count);
        Assert.Single(folder.Processes());
        folder.Build("-m:4").Succeeded().RanOnly();
    }
}
