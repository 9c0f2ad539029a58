using Empo.Experiments.Graph;
using Empo.Experiments.Settings;

namespace Empo.UnitTests.Experiments;

public sealed class FingerprintTests
{
    private static readonly string[] Before =
    [
        "stage filter", "format 1", "answer rules 1", "setting a = 1", "setting b = 2", "setting c = x = y", "input scores aa",
        "input groups bb",
    ];

    [Theory]
    [InlineData("setting a = 1", "setting a = 3", "a 1 -> 3")]
    [InlineData("setting c = x = y", "setting c = x = z", "c x = y -> x = z")]
    [InlineData("setting a = 1", "setting d = 1", "a 1 -> default, d is new")]
    [InlineData("format 1", "format 2", "format 1 -> format 2")]
    [InlineData("answer rules 1", "answer rules 2", "answer rules 1 -> answer rules 2")]
    [InlineData("input scores aa", "input scores cc", "input scores changed")]
    [InlineData("stage filter", "stage filter", "its fingerprint changed")]
    public void A_difference_names_what_changed(string line, string now, string expected)
    {
        Assert.Equal(expected, Fingerprint.Difference(Before, [.. Before.Select(other => other == line ? now : other)]));
    }

    [Fact]
    public void A_setting_that_is_keyed_only_where_it_is_set_is_named_when_it_comes_and_when_it_goes()
    {
        string[] without = ["stage s"], with = ["stage s", "setting a.b = 1"];

        Assert.Equal("a.b is new", Fingerprint.Difference(without, with));
        Assert.Equal("a.b 1 -> default", Fingerprint.Difference(with, without));
    }

    [Fact]
    public void Three_changes_are_named_and_the_others_counted()
    {
        string[] now =
        [
            "stage filter", "format 1", "answer rules 1", "setting a = 0", "setting b = 0", "setting c = 0", "input scores 0",
            "input groups 0",
        ];

        Assert.Equal("a 1 -> 0, b 2 -> 0, c x = y -> 0 and 2 more", Fingerprint.Difference(Before, now));
    }

    /// <summary>
    /// Answers are taken out of labels by rules; a generator's labels are answers, and no key of an experiment on one may change with the
    /// rules.
    /// </summary>
    [Fact]
    public void The_version_of_the_answer_rules_is_in_the_key_of_prepare_where_labels_are_read()
    {
        using var text = new ExperimentText();
        text.Write("r.jsonl", "");
        var generated = text.Read("dataset: d.yaml\nrounds: 1\n");
        var recorded = text.Read("rollout:\n  engine: imported\nimported:\n  rollouts: r.jsonl\n");

        IReadOnlyList<string> Of(Experiment experiment, string stage, params string[] files)
        {
            var node = Pipeline.Of(experiment, files).Nodes.First(node => node.Stage == stage);
            return Fingerprint.Of(node, experiment.SliceFor(node.Definition), node.Inputs.Select(input => (input.Role, "digest")));
        }

        Assert.DoesNotContain(Of(generated, "prepare"), line => line.StartsWith("answer rules", StringComparison.Ordinal));
        Assert.Contains(Of(generated, "prepare", "x.jsonl"), line => line.StartsWith("answer rules", StringComparison.Ordinal));
        Assert.Contains(Of(recorded, "prepare", "r.jsonl"), line => line.StartsWith("answer rules", StringComparison.Ordinal));
        Assert.Contains(Of(recorded, "rollout", "r.jsonl"), line => line.StartsWith("recording ", StringComparison.Ordinal));
        Assert.DoesNotContain(Of(generated, "rollout", "x.jsonl"), line => line.StartsWith("recording ", StringComparison.Ordinal));
    }

    [Fact]
    public void Several_inputs_of_one_role_are_one_change()
    {
        Assert.Equal(
            "input metrics changed",
            Fingerprint.Difference(["input metrics a", "input metrics b"], ["input metrics c", "input metrics d"])
        );
    }
}
