using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.Pages;
using Empo.UnitTests.Experiments;

namespace Empo.UnitTests.Pages;

/// <summary>What depends on settings in no key is filled into the report's pages by the build.</summary>
public sealed partial class ReportPartTests : IDisposable
{
    private const string Marks = $"{ReportMarks.Trust}cost{ReportMarks.Price}.{ReportMarks.Guard}";

    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Theory]
    [InlineData("", 0.70, "No alarm", "in 3 of 3 rounds; none was broken")]
    [InlineData("", 0.5, "One warning", "Broken: ever more questions get the same majority answer")]
    [InlineData("", 0.40, "Stopped in round 3", "The last good policy is that of round 1 (round 0 is the base)")]
    [InlineData("guard: {action: warn}\n", 0.40, "One warning", "ever more questions")]
    [InlineData("guard: {action: off}\n", 0.40, "Not watched", "switched off")]
    [InlineData("guard: {min_questions: 65}\n", 0.40, "Not watched", "fewer than 65 questions")]
    public void The_first_screen_says_what_the_guard_found(string guard, double last, string title, string text)
    {
        var (html, markdown) = Filled(guard, last);

        Assert.All([html, markdown], page =>
        {
            Assert.Contains(title, page, StringComparison.Ordinal);
            Assert.Contains(text, page, StringComparison.Ordinal);
            Assert.Contains("One run, with seed 7: other seeds were not tried here.", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<!--", page, StringComparison.Ordinal);
        });
    }

    /// <summary>The first round has 0.7, so the default limits of 0.75 and 0.65 of it are 0.525 and 0.455.</summary>
    [Fact]
    public void Limits_are_drawn_where_the_guard_compares()
    {
        var chart = Assert.Single(Charts("", 0.7), chart => chart.Title == "Distinct majority answers");

        Assert.Equal([("warn", 0.525), ("stop", 0.455)], chart.Bounds.Select(bound => (bound.Name, Math.Round(bound.Y, 9))));
        var drawn = BoundLine().Matches(SvgChart.Draw(chart)).Select(match => Number(match.Groups[1].Value)).Order().ToArray();
        Assert.Equal(2, drawn.Length);
        Assert.All(drawn, y => Assert.InRange(y, 0, 230));
    }

    [Fact]
    public void Without_a_guard_indicators_are_drawn_without_limits()
    {
        var charts = Charts("guard: {action: off}\n", 0.7);

        Assert.NotEmpty(charts);
        Assert.All(charts, chart => Assert.Empty(chart.Bounds));
    }

    [Fact]
    public void Limits_refer_to_the_first_round_that_is_large_enough()
    {
        var experiment = _text.Read("dataset: d.yaml\nseed: 7\nrounds: 2\n");
        var statuses = PlannedRun.Of(
            experiment,
            node => node.Definition == StageTable.Guard
                ? new() { ["questions"] = node.Round == 1 ? 8 : 64, ["distinct_majorities"] = node.Round == 1 ? 1 : 0.4 }
                : []
        );

        var chart = GuardCharts.Of(experiment, statuses).Single();

        Assert.Equal(0.3, chart.Bounds[0].Y, 9);
        var words = GuardWords.Of(experiment, statuses, GuardVerdict.Of(experiment, statuses));
        Assert.Contains("in 1 of 2 rounds", words.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_limit_but_that_of_accuracy_has_a_chart()
    {
        var experiment = _text.Read("dataset: d.yaml\nrounds: 1\nguard:\n  probes: 1\n", string.Join(
            ' ',
            GuardLimit.All.Select(limit => $"guard.{limit.Indicator}.warn=0.5")
        ));
        var statuses = PlannedRun.Of(experiment, _ => GuardLimit.All.ToDictionary(limit => limit.Indicator, _ => 0.5));

        Assert.Equal(GuardLimit.All.Count - 1, GuardCharts.Of(experiment, statuses).Count);
    }

    [Theory]
    [InlineData("report: {price_per_hour: 3.6}\n", "That is 1.80 USD at 3.60 USD an hour.")]
    [InlineData("report: {price_per_hour: 0.001, currency: EUR}\n", "That is 0.0005 EUR at 0.001 EUR an hour.")]
    [InlineData("", "")]
    public void A_price_is_shown_where_one_is_set(string report, string expected)
    {
        var (html, markdown) = Filled(report, 0.7, rounds: 3);

        Assert.All([html, markdown], page =>
        {
            Assert.Contains($"cost{(expected.Length > 0 ? " " : "")}{expected}", page, StringComparison.Ordinal);
            Assert.Equal(expected.Length > 0, page.Contains("an hour", StringComparison.Ordinal));
        });
    }

    private IReadOnlyList<Chart> Charts(string text, double last)
    {
        var experiment = _text.Read($"dataset: d.yaml\nseed: 7\nrounds: 3\n{text}");
        return GuardCharts.Of(experiment, Statuses(experiment, last));
    }

    private (string Html, string Markdown) Filled(string text, double last, int rounds = 3)
    {
        var experiment = _text.Read($"dataset: d.yaml\nseed: 7\nrounds: {rounds}\n{text}");
        var statuses = Statuses(experiment, last);
        var part = new ReportPart(experiment, statuses, GuardVerdict.Of(experiment, statuses));
        string Page(string name) =>
            Encoding.UTF8.GetString(part.Fill(name, Encoding.UTF8.GetBytes(Marks)));
        Assert.Equal(Marks, Page("rescore.md"));
        return (Page("report.html"), Page("summary.md"));
    }

    /// <summary>20 stages of 90 seconds: half an hour.</summary>
    private static IReadOnlyList<NodeStatus> Statuses(Empo.Experiments.Settings.Experiment experiment, double last)
    {
        var statuses = PlannedRun.Of(
            experiment,
            node => node.Definition == StageTable.Guard
                ? new() { ["questions"] = 64, ["distinct_majorities"] = node.Round == 3 ? last : 0.7 }
                : []
        );
        return [.. statuses.Select(status => status with { Manifest = status.Manifest! with { Seconds = 1800.0 / statuses.Count } })];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("class=\"bound\"[^>]*y1=\"([0-9.]+)\"")]
    private static partial Regex BoundLine();
}
