using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>Removed policies and optimizer states count as present until a stage that must run reads them.</summary>
public sealed class RetentionTests
{
    [Fact]
    public void Evicted_policies_run_nothing_until_an_evaluation_reads_them()
    {
        var folder = PipelineFolder.WithFakeStages("rounds: 4\nrollout:\n  samples: 8\nguard:\n  action: off\n");
        folder.Build().Succeeded();

        Assert.Equal(["update 4"], Kept(folder, "policy/model.safetensors"));
        Assert.Equal(["update 4"], Kept(folder, "optimizer.safetensors"));
        folder.Build().Succeeded().RanOnly();

        var evaluated = folder.BuildWith("evaluate.every=1").Succeeded();

        evaluated.RanOnly("update 1", "evaluate 1", "update 2", "evaluate 2", "update 3", "evaluate 3", "report");
        evaluated.Says("update 1: its policy was removed by the retention rules and evaluate 1 reads it");
        Assert.Equal(["update 1", "update 2", "update 3", "update 4"], Kept(folder, "policy/model.safetensors"));
        Assert.Equal(["update 4"], Kept(folder, "optimizer.safetensors"));
        folder.BuildWith("evaluate.every=1").Succeeded().RanOnly();
        folder.Build().Succeeded().RanOnly();
    }

    [Fact]
    public void All_policies_stay_where_the_experiment_says_so()
    {
        var folder = PipelineFolder.WithFakeStages("rounds: 3\nkeep:\n  policies: all\n  optimizer: 2\n");

        folder.Build().Succeeded();

        Assert.Equal(["update 1", "update 2", "update 3"], Kept(folder, "policy/model.safetensors"));
        Assert.Equal(["update 2", "update 3"], Kept(folder, "optimizer.safetensors"));
    }

    [Fact]
    public void A_target_of_a_stage_keeps_no_more_than_a_whole_build()
    {
        var folder = PipelineFolder.WithFakeStages("rounds: 4\nrollout:\n  samples: 8\n");

        folder.Build("-t:Update").Succeeded();

        // The guard of round 3 leads back to round 2 at most.
        Assert.Equal(["update 2", "update 3", "update 4"], Kept(folder, "policy/model.safetensors"));
        Assert.Equal(["update 4"], Kept(folder, "optimizer.safetensors"));
    }

    private static string[] Kept(PipelineFolder folder, string file) =>
        [
            .. Enumerable
                .Range(1, 4)
                .Select(round => $"update {round}")
                .Where(id => folder.Has(id))
                .Where(id => File.Exists(Path.Combine(folder.Entry(id), file))),
        ];
}
