using System.Xml.Linq;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.Pages;
using Empo.UnitTests.Experiments;

namespace Empo.UnitTests.Pages;

/// <summary>The page for those who pay: every figure from manifests, and nothing claimed that was not checked.</summary>
public sealed class CostAndRiskTests : IDisposable
{
    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Fact]
    public void It_names_result_cost_and_what_was_checked()
    {
        var page = Page("report: {price_per_hour: 40}\n", Measured);

        Assert.Contains("25.0 % (20.0–30.0) were right before training and 75.0 % (70.0–80.0) after it", page, StringComparison.Ordinal);
        Assert.Contains("Tokens sampled3,000", page, StringComparison.Ordinal);
        Assert.Contains("Tokens trained on80", page, StringComparison.Ordinal);
        Assert.Contains("Guard: no alarm.", page, StringComparison.Ordinal);
        Assert.Contains("USD", page, StringComparison.Ordinal);
        Assert.Contains("Accuracy on held-out questions", page, StringComparison.Ordinal);
        Assert.Contains("no probes were asked", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_measured_is_named_and_not_claimed()
    {
        var page = Page("guard: {action: off}\n", node => node.Definition == StageTable.Evaluate ? new() { ["semantic_entropy"] = 1 } : []);

        Assert.Contains("was not measured", page, StringComparison.Ordinal);
        Assert.Contains("no held-out question has a known answer", page, StringComparison.Ordinal);
        Assert.Contains("the guard is switched off", page, StringComparison.Ordinal);
        Assert.Contains("Pricenot known", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Accuracy on held-out questions", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Collapse of the training: no alarm", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(", version: a", false)]
    public void Rewards_of_a_service_without_a_version_are_named_as_not_reproducible(string version, bool named)
    {
        var page = Page($"score: {{reward: http, http: {{url: 'http://h'{version}}}}}\n", Measured);

        Assert.Equal(named, page.Contains("Reproducibility of the rewards", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_that_has_not_ended_says_so() =>
        Assert.Contains("The run is not complete", Page("", node => node.Round == 2 ? null : []), StringComparison.Ordinal);

    private static Dictionary<string, double>? Measured(StageNode node) => node.Stage switch
    {
        "evaluate" => new()
        {
            ["pass@1"] = node.Round == 0 ? 0.25 : 0.75,
            ["pass@1_low"] = node.Round == 0 ? 0.2 : 0.7,
            ["pass@1_high"] = node.Round == 0 ? 0.3 : 0.8,
            ["tokens"] = 500,
        },
        "rollout" => new() { ["tokens"] = 1000 },
        "update" => new() { ["tokens_trained"] = 40 },
        "guard" => new() { ["questions"] = 64, ["distinct_majorities"] = 0.7 },
        _ => [],
    };

    /// <summary>The page's text, after a check that its markup is well formed.</summary>
    private string Page(string text, Func<StageNode, Dictionary<string, double>?> metrics)
    {
        var experiment = _text.Read($"dataset: d.yaml\nrounds: 2\nevaluate: {{every: 2}}\n{text}");
        var statuses = PlannedRun.Of(experiment, metrics);
        var page = new CostAndRisk(experiment, statuses, GuardVerdict.Of(experiment, statuses)).Page();
        var body = page[page.IndexOf("<body>", StringComparison.Ordinal)..].Replace("</html>", "", StringComparison.Ordinal);
        return XElement.Parse(body).Value.Replace('\u00a0', ' ');
    }
}
