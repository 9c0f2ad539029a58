using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>A project whose store is empty, and another one's store that it may read.</summary>
public sealed class UpstreamTests(BuiltPipeline built) : IClassFixture<BuiltPipeline>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_second_project_runs_no_stage(bool served)
    {
        var team = built.Copy();
        using var server = new FolderServer(team.Store);
        var folder = PipelineFolder.WithFakeStages();
        var upstream = $"-p:EmpoStoreUpstream={(served ? server.AddressWith("bot:secret") : team.Store)}";

        folder.Build("-t:Status", upstream).Succeeded().Says("a build copies it from the upstream store");
        Assert.False(Directory.Exists(Path.Combine(folder.Store, "prepare")));
        var build = folder.Build(upstream).Succeeded().RanOnly();

        build.Says(served ? $"upstream {server.Address}: " : $"upstream {team.Store}: ").Says(" entries copied (");
        Assert.DoesNotContain("secret", build.Output, StringComparison.Ordinal);
        Assert.Empty(folder.Begun());
        Assert.Equal(built.Outputs, folder.Outputs());
        folder.Build("-t:Verify").Succeeded();
        folder.Build().Succeeded().RanOnly();
    }

    [Fact]
    public void What_only_the_last_rounds_change_is_taken_up_to_there()
    {
        var team = built.Copy();
        var folder = PipelineFolder.WithFakeStages("rounds: 3\nrollout:\n  samples: 8\n");

        var build = folder.Build($"-p:EmpoStoreUpstream={team.Store}").Succeeded();

        Assert.All(folder.Begun(), stage => Assert.True(stage.EndsWith(" 3", StringComparison.Ordinal) || stage == "report", stage));
        Assert.Contains("rollout 3", folder.Begun());
        Assert.Contains("rollout 3", build.Ran);
    }

    [Fact]
    public void A_damaged_upstream_is_a_warning_and_only_what_it_spoils_is_made_here()
    {
        var team = built.Copy();
        FlippedBit.In(Path.Combine(team.Entry("filter 1"), "selection.parquet"));
        var folder = PipelineFolder.WithFakeStages();

        var build = folder.Build($"-p:EmpoStoreUpstream={team.Store}");

        Assert.Equal(0, build.ExitCode);
        build.Says("warning EMPO4131").Says("selection.parquet is not what its manifest says").RanOnly("filter 1");
        Assert.Equal(built.Outputs, folder.Outputs());
    }

    [Fact]
    public void A_server_that_is_down_costs_one_warning_and_what_cannot_be_an_upstream_is_refused()
    {
        var folder = PipelineFolder.WithFakeStages("rounds: 1\n");
        var gone = new FolderServer(folder.Path);
        var address = gone.AddressWith("bot:secret");
        gone.Dispose();

        var build = folder.Build($"-p:EmpoStoreUpstream={address}");

        Assert.Equal(0, build.ExitCode);
        build.Says("warning EMPO4130").Says("    1 Warning(s)");
        Assert.DoesNotContain("secret", build.Output, StringComparison.Ordinal);
        folder.Build("-p:EmpoStoreUpstream=s3://bucket/store").Failed("EMPO4132");
    }
}
