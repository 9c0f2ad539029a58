using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>The table change -> stages that run, by real builds with fake stages.</summary>
public sealed class IncrementalBuildTests(BuiltPipeline built) : IClassFixture<BuiltPipeline>
{
    private static readonly string[] Round2AndAfter = ["rollout 2", "score 2", "filter 2", "update 2", "guard 2", "evaluate 2", "report"];

    [Fact]
    public void A_first_build_runs_every_stage_and_a_second_one_none()
    {
        var folder = PipelineFolder.WithFakeStages();

        var first = folder.Build().Succeeded();
        var second = folder.Build().Succeeded();

        first.RanOnly(["pretrain", "prepare", "evaluate 0", "rollout 1", "score 1", "filter 1", "update 1", "guard 1", .. Round2AndAfter]);
        second.RanOnly().Says("all 15 stages are up to date");
        Assert.Empty(folder.Leftovers());
        Assert.Single(folder.Processes());
    }

    [Fact]
    public void Copied_elsewhere_with_new_write_times_nothing_runs()
    {
        var folder = built.Copy();

        folder.Build().Succeeded().RanOnly();

        Assert.Empty(folder.Begun());
    }

    [Fact]
    public void Comments_and_layout_of_the_yaml_files_run_nothing()
    {
        var folder = built.Copy();

        folder.WriteExperiment("# why\nrollout: {samples: 8.0e0}\n\nrounds: 2 # two\n".Replace("8.0e0", "08", StringComparison.Ordinal));
        folder.Write("datasets/d.yaml", "# a comment\nname:   d\n");

        folder.Build().Succeeded().RanOnly();
    }

    [Fact]
    public void Touched_files_run_nothing()
    {
        var folder = built.Copy();
        foreach (var file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-3));
        }

        folder.Build().Succeeded().RanOnly();
    }

    [Theory]
    [InlineData("report.title=x", "report")]
    [InlineData("evaluate.temperature=0.9", "evaluate 0", "evaluate 2", "report")]
    [InlineData("update.learning_rate=0.01", "update 1", "rollout 2", "score 2", "filter 2", "update 2", "guard 2", "evaluate 2", "report")]
    [InlineData(
        "filter.entropy.low=0.1", "filter 1", "update 1", "rollout 2", "score 2", "filter 2", "update 2", "guard 2", "evaluate 2",
        "report"
    )]
    [InlineData("threads=1 device=cpu keep.policies=all")]
    public void A_setting_runs_its_stages_and_what_follows(string overrides, params string[] stages)
    {
        var folder = built.Copy();

        folder.BuildWith(overrides).Succeeded().RanOnly(stages);

        folder.Build().Succeeded().RanOnly();
    }

    [Fact]
    public void A_larger_group_keeps_the_chunks_of_the_smaller_one_while_the_policy_is_the_same()
    {
        var folder = built.Copy();
        var before = folder.Chunks().ToDictionary(chunk => chunk, chunk => File.GetLastWriteTimeUtc(Path.Combine(chunk, "part.parquet")));

        folder
            .BuildWith("rollout.samples=16")
            .Succeeded()
            .RanOnly(["rollout 1", "score 1", "filter 1", "update 1", "guard 1", .. Round2AndAfter]);

        // Round 1: block 0 is there, block 1 is new; round 2 has another policy: two new ones.
        Assert.Equal(2, before.Count);
        Assert.Equal(5, folder.Chunks().Count);
        Assert.All(before, chunk => Assert.Equal(chunk.Value, File.GetLastWriteTimeUtc(Path.Combine(chunk.Key, "part.parquet"))));
    }

    [Fact]
    public void More_rounds_continue_a_shorter_run()
    {
        var folder = built.Copy();
        var shorter = folder.Curves();

        var more = folder.BuildWith("rounds=4").Succeeded();

        more.RanOnly(
            "rollout 3", "score 3", "filter 3", "update 3", "guard 3", "rollout 4", "score 4", "filter 4", "update 4", "guard 4",
            "evaluate 4",
            "report"
        );

        // One file of curves, whose points are those of the longer run.
        var longer = folder.Curves();
        Assert.True(longer.Content.Length > shorter.Content.Length);

        // policy/ is to show the policy of round 2, which the longer run has passed and removed.
        folder.Build().Succeeded().RanOnly("update 1", "update 2");
        folder.Build().Succeeded().RanOnly();
        Assert.Equal(shorter.Content.Length, folder.Curves().Content.Length); // two rounds were made again, at another time
    }

    [Fact]
    public void A_stage_says_which_setting_made_it_run()
    {
        var folder = built.Copy();

        folder
            .BuildWith("filter.entropy.low=0.1")
            .Succeeded()
            .Says("filter 1: filter.entropy.low none -> 0.1")
            .Says("filter 1 is stale because filter.entropy.low none -> 0.1");
    }

    [Fact]
    public void An_unchanged_policy_ends_the_work_early_and_survives_the_retention_rules()
    {
        var folder = built.Copy();
        folder.Fault("update.same");

        var first = folder.BuildWith("update.learning_rate=0.01 rounds=4").Succeeded();
        var second = folder.BuildWith("update.learning_rate=0.01 rounds=4").Succeeded();

        Assert.Contains("update 4", first.Ran);
        second.RanOnly();
    }

    [Fact]
    public void A_users_model_that_rounds_leave_unchanged_is_read_where_it_lies()
    {
        var folder = PipelineFolder.WithFakeStages("model: ../model\nrounds: 4\n");
        foreach (var name in new[] { "config.json", "tokenizer.json", "model.safetensors" })
        {
            folder.Write($"model/{name}", "{}");
        }

        folder.Fault("update-1.same");
        folder.Fault("update-2.same");
        var first = folder.Build().Succeeded();
        Directory.Move(folder.File("model"), folder.File("moved"));
        var moved = folder.BuildWith("model=moved rounds=5").Succeeded();

        Assert.Contains("update 4", first.Ran);
        Assert.DoesNotContain("update 1", moved.Ran);
        Assert.Equal("policy", folder.Manifest("update 2").Output("policy").Input);
        folder.NoFault("update-1.same");
        folder.Fault("update.same");
        folder.BuildWith("model=moved rounds=2 update.learning_rate=0.01").Succeeded();
        Assert.Equal(folder.File("moved"), folder.ShownPolicy);
        folder.BuildWith("model=moved rounds=2 update.learning_rate=0.01").Succeeded().RanOnly();
    }

    [Fact]
    public void An_unchanged_policy_whose_maker_was_evicted_counts_as_present()
    {
        var folder = built.Copy();
        folder.Fault("update-3.same");

        folder.BuildWith("rounds=5").Succeeded();
        var second = folder.BuildWith("rounds=5").Succeeded();

        second.RanOnly();
    }
}
