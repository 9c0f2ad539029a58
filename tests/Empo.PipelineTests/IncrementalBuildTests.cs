using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>A change and the stages that a build then runs. All changes are made to one built folder in turn, each test its own copy of that.</summary>
public sealed class IncrementalBuildTests
{
    [Fact]
    public void A_first_build_runs_every_stage_and_a_second_one_none()
    {
        var folder = PipelineFolder.WithFakeStages();

        var first = folder.Build().Succeeded();
        var second = folder.Build().Succeeded();

        first.RanOnly("pretrain", "prepare", "evaluate 0", "rollout 1", "score 1", "filter 1", "update 1", "rollout 2", "score 2", "filter 2", "update 2", "evaluate 2", "report");
        second.RanOnly().Says("all 13 stages are up to date");
        Assert.Empty(folder.Leftovers());
    }
}
