using System.Text.Json;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>Limits of the guard are compared by the build: a stop is an error, a changed limit runs nothing again.</summary>
public sealed class GuardTests
{
    private const string Settings = "rounds: 4\nrollout:\n  samples: 8\n";

    [Fact]
    public void A_broken_limit_ends_the_build_and_points_to_the_last_good_policy()
    {
        var folder = Collapsing();

        var stopped = folder.Build().Failed("EMPO5001");

        stopped
            .Says("distinct_majorities is 0.2 in round 3, below 0.455")
            .Says("By round: 1:0.7 2:0.7 3:0.2")
            .Says("The last good policy is that of round 1");
        Assert.DoesNotContain("rollout 4", folder.Begun());
        Assert.Equal(Path.Combine(folder.Entry("update 1"), "policy"), folder.ShownPolicy);
        Assert.True(File.Exists(folder.File("artifacts/e/policy/model.safetensors")));
        using var summary = JsonDocument.Parse(File.ReadAllBytes(folder.File("artifacts/e/summary.json")));
        Assert.True(summary.RootElement.GetProperty("guard").GetProperty("stopped").GetBoolean());
        Assert.Equal(1, summary.RootElement.GetProperty("guard").GetProperty("last_good_round").GetInt32());

        // The next build says the same and runs nothing.
        folder.ForgetStages();
        folder.Build().Failed("EMPO5001");
        Assert.Empty(folder.Begun());
    }

    [Fact]
    public void The_limits_stand_behind_the_report_in_the_view_and_follow_a_change_that_runs_nothing()
    {
        var folder = PipelineFolder.WithFakeStages(Settings);
        string Page() => File.ReadAllText(folder.File("artifacts/e/summary.md"));

        folder.Build().Succeeded();
        Assert.Contains("| `guard.action` | `stop` |", Page(), StringComparison.Ordinal);
        Assert.Contains("| `guard.distinct_majorities.stop` | `0.65` |", Page(), StringComparison.Ordinal);

        folder.BuildWith("guard.distinct_majorities.stop=0.1").Succeeded().RanOnly();
        Assert.Contains("| `guard.distinct_majorities.stop` | `0.1` |", Page(), StringComparison.Ordinal);

        folder.BuildWith("guard.action=off").Succeeded().RanOnly();
        Assert.Contains("| `guard.action` | `off` |", Page(), StringComparison.Ordinal);
        Assert.DoesNotContain("guard.distinct_majorities", Page(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_limit_runs_only_what_the_stop_held_back()
    {
        var folder = Collapsing();
        folder.Build().Failed("EMPO5001");

        folder.BuildWith("guard.distinct_majorities.stop=0.1 guard.distinct_majorities.warn=none").Succeeded()
            .RanOnly("rollout 4", "score 4", "filter 4", "update 4", "guard 4", "evaluate 4", "report");
        folder.ForgetStages();

        var judged = folder.Build().Failed("EMPO5001");
        Assert.Empty(folder.Begun());
        judged.Says("in round 3");
    }

    [Fact]
    public void Warnings_name_the_setting_and_stop_nothing()
    {
        var folder = Collapsing();

        var warned = folder.BuildWith("guard.action=warn");

        Assert.Equal(0, warned.ExitCode);
        warned.Says("warning EMPO5002: distinct_majorities is 0.2 in round 3").Says("The limit is guard.distinct_majorities.stop");
        Assert.DoesNotContain("EMPO5002", folder.BuildWith("guard.action=off").Succeeded().RanOnly().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_build_with_nothing_to_do_warns_once_of_each_limit_that_finished_rounds_break()
    {
        var folder = Collapsing();
        folder.Fault("guard-4.metrics", "questions 64\ndistinct_majorities 0.3\n");
        folder.BuildWith("guard.action=off").Succeeded();

        var warned = folder.BuildWith("guard.distinct_majorities.warn=0.6 guard.distinct_majorities.stop=none").Succeeded().RanOnly();

        var line = Assert.Single(
            warned
                .Output.Split('\n')
                .Where(line => line.Contains("EMPO5002", StringComparison.Ordinal))
                .Select(line => line[line.IndexOf("warning", StringComparison.Ordinal)..].Split(" [")[0])
                .Distinct()
        );
        Assert.StartsWith("warning EMPO5002: distinct_majorities is 0.3 in round 4, below 0.42", line, StringComparison.Ordinal);
        Assert.EndsWith(
            "The limit is guard.distinct_majorities.warn. It was broken in 2 rounds, first in round 3.",
            line,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("evaluate.every=0", "update 1", "evaluate 1", "report")]
    [InlineData("evaluate.every=1 keep.policies=last", "update 1", "report")]
    public void A_limit_that_is_tightened_after_the_run_says_that_the_good_policy_is_gone_and_how_to_have_it_again(
        string settings,
        params string[] again
    )
    {
        var folder = Collapsing();
        folder.BuildWith($"{settings} guard.distinct_majorities.stop=none guard.distinct_majorities.warn=none").Succeeded();

        folder
            .BuildWith(settings)
            .Failed("EMPO5001")
            .Says(
                "The last good policy is that of round 1, but the retention rules have removed it: policy/ points to that of round 0 "
                    + "(round 0 is the base), and a build with rounds=1 makes it again."
            );

        Assert.Equal(Path.Combine(folder.Entry("pretrain"), "policy"), folder.ShownPolicy);
        folder.BuildWith($"{settings} rounds=1").Succeeded().RanOnly(again);
        Assert.Equal(Path.Combine(folder.Entry("update 1"), "policy"), folder.ShownPolicy);
        Assert.True(File.Exists(folder.File("artifacts/e/policy/model.safetensors")));
    }

    [Fact]
    public void A_stop_by_accuracy_finds_the_last_policy_that_was_evaluated_though_only_the_last_ones_are_kept()
    {
        var folder = PipelineFolder.WithFakeStages(
            "rounds: 6\nrollout:\n  samples: 8\nevaluate:\n  every: 3\n  split: development\nkeep:\n  policies: last\n"
        );
        folder.Fault("evaluate.metrics", "pass@1_high 0.55\n");
        folder.Fault("evaluate-6.metrics", "pass@1 0.3\npass@1_high 0.4\n");

        folder
            .Build()
            .Failed("EMPO5001")
            .Says("accuracy is 0.3 in round 6")
            .Says("The last good policy is that of round 3, and policy/ points to it");

        Assert.Equal(Path.Combine(folder.Entry("update 3"), "policy"), folder.ShownPolicy);
        Assert.True(File.Exists(folder.File("artifacts/e/policy/model.safetensors")));
        Assert.False(Directory.Exists(Path.Combine(folder.Entry("update 2"), "policy")));
        Assert.False(Directory.Exists(Path.Combine(folder.Entry("update 4"), "policy")));
    }

    [Fact]
    public void A_stop_holds_for_every_target_that_trains_on_and_leaves_the_summary_whole()
    {
        var folder = Collapsing();
        folder.Build().Failed("EMPO5001");
        folder.ForgetStages();
        folder.Build().Failed("EMPO5001");
        var summary = File.ReadAllText(folder.File("artifacts/e/summary.json"));

        Assert.All(new[] { "Rollout", "Update", "Guard", "Evaluate" }, target => folder.Build($"-t:{target}").Failed("EMPO5001"));

        Assert.Empty(folder.Begun());
        Assert.Equal(summary, File.ReadAllText(folder.File("artifacts/e/summary.json")));
        folder.Build("-t:Evaluate", "-p:EmpoRound=0").Succeeded();
    }

    [Fact]
    public void A_target_that_trains_is_stopped_by_the_rounds_on_its_way()
    {
        var folder = Collapsing();

        folder.Build("-t:Update").Failed("EMPO5001").Says("in round 3");

        Assert.Equal("guard 3", folder.Begun()[^1]);
        Assert.Equal(Path.Combine(folder.Entry("update 1"), "policy"), folder.ShownPolicy);
    }

    private static PipelineFolder Collapsing()
    {
        var folder = PipelineFolder.WithFakeStages(Settings);
        folder.Fault("guard.metrics", "questions 64\ndistinct_majorities 0.7\n");
        folder.Fault("guard-3.metrics", "questions 64\ndistinct_majorities 0.2\n");
        return folder;
    }
}
