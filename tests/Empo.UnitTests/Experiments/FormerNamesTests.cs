using Empo.Experiments.Graph;
using Empo.Experiments.Settings;

namespace Empo.UnitTests.Experiments;

/// <summary>What settings and values were called before.</summary>
public sealed class FormerNamesTests
{
    [Theory]
    [InlineData("view: a\n", "view", "run_name")]
    [InlineData("evaluate:\n  marker: so\n", "evaluate.marker", "evaluate.reasoning_marker")]
    [InlineData("update:\n  importance:\n    largest: 3\n", "update.importance.largest", "update.importance.cap")]
    [InlineData("guard:\n  least_questions: 3\n", "guard.least_questions", "guard.min_questions")]
    [InlineData("score:\n  least_share: 0.5\n", "score.least_share", "score.min_share")]
    [InlineData("score:\n  judge:\n    parallel: 3\n", "score.judge.parallel", "score.judge.concurrency")]
    [InlineData("recorded:\n  columns:\n    prompt: x\n", "recorded.columns.prompt", "imported.columns.prompt")]
    [InlineData("rollout:\n  engine: recorded\n", "recorded", "imported")]
    public void A_former_name_is_refused_with_todays(string yaml, string former, string now)
    {
        using var text = new ExperimentText();

        var failure = Assert.Throws<UserError>(() => text.Read($"dataset: d.yaml\n{yaml}"));

        Assert.Contains($"'{former}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"is called '{now}' now", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.Line > 1);
    }

    [Fact]
    public void Keys_go_on_with_former_names_so_that_a_rename_makes_nothing_stale()
    {
        using var text = new ExperimentText();
        var experiment = text.Read("dataset: d.yaml\nrounds: 1\nevaluate:\n  reasoning_marker: so\n");
        var node = Pipeline.Of(experiment, []).Find("evaluate", 1)!;

        var lines = Fingerprint.Of(node, experiment.SliceFor(node.Definition), []);

        Assert.Contains("setting evaluate.marker = so", lines);
        Assert.Equal(
            "evaluate.reasoning_marker so -> then",
            Fingerprint.Difference(lines, [.. lines.Select(line => line.Replace("= so", "= then", StringComparison.Ordinal))])
        );
    }

    /// <summary>Rollouts that were made when batching was part of the key are found under every value of it.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("  batching: continuous\n  max_rows: 32\n")]
    public void A_setting_that_left_a_key_stays_there_as_it_was(string yaml)
    {
        using var text = new ExperimentText();
        var experiment = text.Read($"dataset: d.yaml\nrounds: 1\nrollout:\n  samples: 16\n{yaml}");
        var node = Pipeline.Of(experiment, []).Find("rollout", 1)!;

        var lines = Fingerprint.Of(node, experiment.SliceFor(node.Definition), []);

        Assert.Equal(["setting rollout.batching = chunk"], lines.Where(line => line.Contains("batching", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Contains("max_rows", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("dtype", StringComparison.Ordinal));
    }

    [Fact]
    public void Todays_names_are_settings_and_former_ones_are_not() =>
        Assert.All(SettingTable.All, setting =>
        {
            var former = FormerNames.KeyName(setting.Path);

            Assert.Equal(setting.Path, FormerNames.PathOf(former));
            Assert.True(former == setting.Path || SettingTable.Find(former) is null, former);
        });
}
