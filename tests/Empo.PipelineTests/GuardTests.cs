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

        stopped.Says("distinct_majorities is 0.2 in round 3, below 0.455").Says("By round: 1:0.7 2:0.7 3:0.2").Says("The last good policy is that of round 1");
        Assert.DoesNotContain("rollout 4", folder.Begun());
        Assert.Equal(Path.Combine(folder.Entry("update 1"), "policy"), new DirectoryInfo(folder.File("artifacts/e/policy")).LinkTarget);
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
        folder.BuildWith("guard.action=off").Succeeded().RanOnly();
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

    private static PipelineFolder Collapsing()
    {
        var folder = PipelineFolder.WithFakeStages(Settings);
        folder.Fault("guard.metrics", "questions 64\ndistinct_majorities 0.7\n");
        folder.Fault("guard-3.metrics", "questions 64\ndistinct_majorities 0.2\n");
        return folder;
    }
}
