using System.Text.Json;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.Pages;
using Empo.Experiments.Settings;
using Empo.UnitTests.Experiments;

namespace Empo.UnitTests.Pages;

/// <summary>What leaves with a model says what is known of it, and no path of the machine that made it.</summary>
public sealed class ModelCardTests : IDisposable
{
    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Fact]
    public void A_card_has_results_with_intervals_limits_settings_and_lineage()
    {
        var card = Card("update: {learning_rate: 0.5}\n", round: 2);

        Assert.StartsWith("---\nlibrary_name: transformers\n", card, StringComparison.Ordinal);
        Assert.DoesNotContain("base_model", card, StringComparison.Ordinal);
        Assert.Contains("after 2 rounds of reinforcement learning", card, StringComparison.Ordinal);
        Assert.Contains("which reads no correct answer.", card, StringComparison.Ordinal);
        Assert.Contains("| Correct, sampled (pass@1) | 25.0 % (20.0–30.0) | 75.0 % (70.0–80.0) |", card, StringComparison.Ordinal);
        Assert.Contains("this is one run, with seed 1", card, StringComparison.Ordinal);
        Assert.Contains("| `update.learning_rate` | `0.5` |", card, StringComparison.Ordinal);
        Assert.Contains($"- base: `{new string('b', 64)}`", card, StringComparison.Ordinal);
        Assert.DoesNotContain(_text.Path, card, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "my model's", "base_model: 'my model''s'")]
    [InlineData("model_source: org/name\n", "m", "base_model: 'org/name'")]
    public void A_given_base_is_named_by_its_source_or_its_folder(string source, string folder, string expected)
    {
        _text.Write($"{folder}/config.json", "{}");

        var card = Card($"model: \"{folder}\"\n{source}", round: 2);

        Assert.Contains($"\n{expected}\n", card, StringComparison.Ordinal);
        Assert.Contains("Its licence holds for this model too", card, StringComparison.Ordinal);
        Assert.DoesNotContain(_text.Path, card, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_was_not_evaluated_claims_nothing()
    {
        var card = Card("", round: 1);

        Assert.Contains("Accuracy of this policy was not measured.", card, StringComparison.Ordinal);
        Assert.DoesNotContain("75.0 %", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_on_answers_is_said() =>
        Assert.Contains("which reads correct answers.", Card("score: {reward: correct}\n", round: 2), StringComparison.Ordinal);

    [Fact]
    public void Results_have_the_shape_of_the_harness()
    {
        var (experiment, statuses) = Run("");
        var policy = new LeavingPolicy(experiment, statuses, 2);

        using var file = JsonDocument.Parse(HarnessResults.Of(experiment, policy.OwnEvaluation, "e round 2")!);

        var result = file.RootElement.GetProperty("results").GetProperty("d_evaluation");
        Assert.Equal(0.75, result.GetProperty("exact_match,sampled").GetDouble());
        Assert.Equal(0.0255, result.GetProperty("exact_match_stderr,sampled").GetDouble(), 4);
        Assert.Equal("N/A", result.GetProperty("exact_match_stderr,greedy").GetString());
        Assert.Equal(64, file.RootElement.GetProperty("n-samples").GetProperty("d_evaluation").GetProperty("effective").GetInt32());
        Assert.Null(HarnessResults.Of(experiment, new LeavingPolicy(experiment, statuses, 1).OwnEvaluation, "e"));
    }

    private string Card(string text, int round)
    {
        var (experiment, statuses) = Run(text);
        return new ModelCard(new LeavingPolicy(experiment, statuses, round), GuardVerdict.Of(experiment, statuses)).Text();
    }

    /// <summary>Two rounds, evaluated before the first and after the last.</summary>
    private (Experiment, IReadOnlyList<NodeStatus>) Run(string text)
    {
        var experiment = _text.Read($"dataset: d.yaml\nrounds: 2\nevaluate: {{every: 2}}\n{text}");
        return (experiment, PlannedRun.Of(experiment, node => node.Definition == StageTable.Evaluate ? Evaluated(node.Round!.Value) : []));
    }

    private static Dictionary<string, double> Evaluated(int round) => new()
    {
        ["questions"] = 64,
        ["greedy"] = round == 0 ? 0.25 : 0.75,
        ["pass@1"] = round == 0 ? 0.25 : 0.75,
        ["pass@1_low"] = round == 0 ? 0.2 : 0.7,
        ["pass@1_high"] = round == 0 ? 0.3 : 0.8,
    };
}
