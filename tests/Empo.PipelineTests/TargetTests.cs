using System.Text.Json;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>The public targets besides Build.</summary>
public sealed class TargetTests(BuiltPipeline built) : IClassFixture<BuiltPipeline>
{
    [Fact]
    public void A_project_of_the_sdk_keeps_its_own_targets_and_has_the_pipelines_under_long_names()
    {
        var folder = built.Copy();
        folder.Write(
            "own.csproj",
            "<Project Sdk=\"Microsoft.NET.Sdk\">\n  <PropertyGroup>\n    <TargetFramework>net10.0</TargetFramework>\n    "
                + "<EnableDefaultItems>false</EnableDefaultItems>\n    <EmpoExperiment>experiments/e.yaml</EmpoExperiment>\n  "
                + "</PropertyGroup>\n  <Import Project=\"Empo.targets\" />\n</Project>\n"
        );
        BuildResult Build(params string[] arguments) => folder.StartFrom(folder.Path, "own.csproj", arguments).Wait();

        Build("-t:EmpoStatus").Succeeded().Says("all 15 stages are up to date");
        Build("-t:EmpoBuild", "-p:EmpoLocked=true").Failed("EMPO4025").Says("-t:EmpoLock");
        Assert.DoesNotContain("stages are up to date", Build().Succeeded().Output, StringComparison.Ordinal);
        Build("-t:Status").Failed("MSB4057");
    }

    [Fact]
    public void A_project_may_set_its_properties_after_the_import()
    {
        var folder = built.Copy();
        folder.Write(
            "after.proj",
            "<Project>\n  <Import Project=\"Empo.targets\" />\n  <PropertyGroup>\n    "
                + "<EmpoSet>filter.entropy.low=0.1</EmpoSet>\n  </PropertyGroup>\n</Project>\n"
        );

        folder.StartFrom(folder.Path, "after.proj", "-t:Status").Wait().Succeeded().Says("filter.entropy.low none -> 0.1");
    }

    [Fact]
    public void Status_tells_machines_and_people_what_a_build_would_do()
    {
        var folder = built.Copy();

        var status = folder.BuildWith("filter.entropy.low=0.1", "-t:Status", "-getTargetResult:Status", "-getResultOutputFile:status.json");
        var people = folder.BuildWith("filter.entropy.low=0.1", "-t:Status").Succeeded();

        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("status.json")));
        var stages = json
            .RootElement.GetProperty("TargetResults")
            .GetProperty("Status")
            .GetProperty("Items")
            .EnumerateArray()
            .ToDictionary(
                item => item.GetProperty("Identity").GetString()!,
                item =>
                    (
                        State: item.GetProperty("State").GetString(),
                        Reason: item.GetProperty("Reason").GetString(),
                        Key: item.GetProperty("Key").GetString()
                    )
            );
        Assert.Equal(0, status.ExitCode);
        Assert.Equal(15, stages.Count);
        Assert.Equal(("up to date", ""), (stages["score 1"].State, stages["score 1"].Reason));
        Assert.Equal(64, stages["score 1"].Key!.Length);
        Assert.Equal(("stale", "filter.entropy.low none -> 0.1"), (stages["filter 1"].State, stages["filter 1"].Reason));
        Assert.Equal(("pending", "pending on filter 1", ""), stages["update 2"]);
        people.Says("stale       filter 1: because filter.entropy.low none -> 0.1");
        Assert.Empty(folder.Begun());
    }

    [Fact]
    public void Check_shows_every_setting_with_its_origin_and_runs_nothing()
    {
        var folder = new PipelineFolder(Tools.Fake);
        folder.WriteExperiment("rounds: 2\n");

        var check = folder.BuildWith("seed=7", "-t:Check").Succeeded();

        check.Says("the experiment is sound; 15 stages");
        Assert.Matches(@"rounds +2 +e\.yaml\(2\)", check.Output);
        Assert.Matches(@"seed +7 +EmpoSet", check.Output);
        Assert.Matches(@"rollout\.temperature +1 +default", check.Output);
        Assert.False(Directory.Exists(folder.File("artifacts")));
    }

    [Fact]
    public void Clean_removes_the_view_and_keeps_the_store()
    {
        var folder = built.Copy();

        folder.Build("-t:Clean").Succeeded().Says("the store is kept");

        Assert.False(Directory.Exists(folder.File("artifacts/e")));
        folder.Build().Succeeded().RanOnly();
        Assert.True(File.Exists(folder.File("artifacts/e/report.html")));
    }

    [Fact]
    public void Clean_removes_the_view_that_the_setting_names()
    {
        var folder = built.Copy();
        folder.BuildWith("run_name=runs/first").Succeeded().Says("all 15 stages are up to date");

        folder.BuildWith("run_name=runs/first", "-t:Clean").Succeeded();

        Assert.False(Directory.Exists(folder.File("artifacts/runs/first")));
        Assert.True(File.Exists(folder.File("artifacts/e/summary.json")));
    }

    [Fact]
    public void Clean_removes_the_store_when_asked_and_everything_runs_again()
    {
        var folder = built.Copy();

        folder.Build("-t:Clean", "-p:EmpoCleanStore=true").Succeeded();

        Assert.False(Directory.Exists(folder.Store));
        Assert.Equal(15, folder.Build("-t:Rebuild").Succeeded().Ran.Count);
    }

    [Fact]
    public void Clean_refuses_a_store_that_holds_something_else()
    {
        var folder = built.Copy();
        folder.Write("artifacts/.store/photos/me.jpg", "x");

        folder.Build("-t:Clean", "-p:EmpoCleanStore=true").Failed("EMPO4006");

        Assert.True(File.Exists(folder.File("artifacts/.store/photos/me.jpg")));
        Assert.True(Directory.Exists(folder.File("artifacts/.store/filter")));
    }

    [Fact]
    public void Rescore_scores_and_filters_all_recorded_rounds_and_leaves_the_summary_alone()
    {
        var folder = built.Copy();
        var summary = File.ReadAllText(folder.File("artifacts/e/summary.json"));

        folder.BuildWith("score.reward=voting", "-t:Rescore").Succeeded();

        Assert.Equal(["score 1", "filter 1", "score 2", "filter 2", "rescore"], folder.Begun());
        Assert.Equal(summary, File.ReadAllText(folder.File("artifacts/e/summary.json")));
        Assert.True(File.Exists(folder.File("artifacts/e/rescore.md")));
        folder.ForgetStages();
        folder.BuildWith("score.reward=voting", "-t:Rescore").Succeeded();
        folder.Build().Succeeded().RanOnly();
        Assert.Empty(folder.Begun());
    }

    [Fact]
    public void Rescoring_by_rules_of_before_shows_their_table_again()
    {
        var folder = built.Copy();
        string Table(string reward)
        {
            folder.BuildWith($"score.reward={reward}", "-t:Rescore").Succeeded();
            return File.ReadAllText(folder.File("artifacts/e/rescore.md"));
        }

        var voting = Table("voting");

        Assert.NotEqual(voting, Table("length"));
        Assert.Equal(voting, Table("voting"));
    }

    [Fact]
    public void Rescore_needs_recorded_rollouts()
    {
        var folder = PipelineFolder.WithFakeStages();

        folder.Build("-t:Rescore").Failed("EMPO4004");
    }

    [Fact]
    public void A_target_of_a_stage_runs_it_and_what_it_needs()
    {
        var folder = PipelineFolder.WithFakeStages();

        folder.Build("-t:Score", "-p:EmpoRound=1").Succeeded();
        Assert.Equal(["pretrain", "prepare", "rollout 1", "score 1"], folder.Begun());
        folder.ForgetStages();
        folder.Build("-t:Filter").Succeeded();
        Assert.Equal(["filter 1", "update 1", "guard 1", "rollout 2", "score 2", "filter 2"], folder.Begun());
        folder.ForgetStages();
        folder.Build("-t:Evaluate", "-p:EmpoRound=0").Succeeded();
        Assert.Equal(["evaluate 0"], folder.Begun());
        folder.Build("-t:Update", "-p:EmpoRound=7").Failed("EMPO1011");
    }

    [Fact]
    public void A_binary_log_shows_every_stage_of_every_round_as_a_target_with_its_task()
    {
        var folder = PipelineFolder.WithFakeStages();
        folder.Build("-bl:build.binlog").Succeeded();

        var replay = folder.Replay("build.binlog").Output;

        string[] targets = ["Rollout", "Score", "Filter", "Update"];
        string[] tasks = ["SampleRollouts", "ScoreSemanticEntropy", "FilterQuestions", "UpdatePolicy"];
        Assert.All(targets, target => Assert.Equal(2, Count(replay, $"Done building target \"{target}\" in project")));
        Assert.All(tasks, task => Assert.Equal(2, Count(replay, $"Done executing task \"{task}\"")));
        Assert.Equal(2, Count(replay, "Done executing task \"EvaluatePolicy\""));
        Assert.All(new[] { "PretrainBase", "PrepareQuestions", "WriteReport" }, task =>
            Assert.Equal(1, Count(replay, $"Done executing task \"{task}\""))
        );
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
