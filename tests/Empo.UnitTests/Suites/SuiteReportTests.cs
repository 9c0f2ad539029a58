using Empo.Experiments.Suites;
using Empo.Stages.SuiteReports;

namespace Empo.UnitTests.Suites;

/// <summary>The report of a suite from made-up results: two arms of five seeds, one of three.</summary>
public sealed class SuiteReportTests
{
    private static readonly double[] Empo = [0.9, 0.8, 0.85, 0.95, 0.75];
    private static readonly double[] Voting = [0.89, 0.78, 0.82, 0.91, 0.70];
    private static readonly double[] Few = [0.5, 0.6, 0.4];

    [Fact]
    public void Arms_have_means_and_the_range_of_their_runs()
    {
        var text = SuiteReport.Markdown(Outcome());

        Assert.Contains("| empo | 5 | 30.0 -> 85.0 (75.0 to 95.0) |", text, StringComparison.Ordinal);
        Assert.Contains("| few | 3 | 30.0 -> 50.0 (40.0 to 60.0) |", text, StringComparison.Ordinal);
        Assert.Contains("\n\n13 of 14 runs", text, StringComparison.Ordinal);
        Assert.Contains("Without a result: few seed 9.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_begins_with_where_the_arms_end_and_what_is_more_than_chance()
    {
        Assert.All([SuiteReport.Markdown(Outcome()), SuiteReport.Html(Outcome())], page =>
        {
            Assert.Contains(
                "Right answers (greedy, mean over seeds): empo ends highest, from 30.0 % to 85.0 %; few ends lowest, from 30.0 % to "
                    + "50.0 %.",
                page.Replace("&#160;", " ", StringComparison.Ordinal),
                StringComparison.Ordinal
            );
            Assert.Contains("empo ends above voting by more than chance.", page, StringComparison.Ordinal);
            Assert.Contains("Against few fewer than five pairs of seeds are too few to tell.", page, StringComparison.Ordinal);
        });
        var equal = Outcome() with { Results = [.. Arm("empo", Empo), .. Arm("voting", [.. Empo.Reverse()])] };
        Assert.Contains("Between empo and voting no difference beyond chance is seen.", SuiteReport.Html(equal), StringComparison.Ordinal);
    }

    [Fact]
    public void Five_pairs_have_an_interval_by_Students_distribution_and_three_a_range()
    {
        var text = SuiteReport.Markdown(Outcome());

        // Differences 1, 2, 3, 4, 5 points: 3 ± 1.963243.
        Assert.Contains("| voting | 5 | +3.0 [+1.0, +5.0] |", text, StringComparison.Ordinal);
        Assert.Contains("| few | 3 | +35.0 (range +20.0 to +45.0) |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_run_is_in_the_table_and_drawn_in_every_picture()
    {
        var (text, page) = (SuiteReport.Markdown(Outcome()), SuiteReport.Html(Outcome()));

        Assert.Contains("| voting | 4 | 30.0 -> 91.0 |", text, StringComparison.Ordinal);
        Assert.Equal(13, page.Split("<polyline").Length - 1);
        Assert.Equal(3, page.Split("<text class=\"label").Length - 1);
        Assert.Contains("runs of empo", PageWithMajority(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_share_of_groups_in_which_a_vote_differs_is_shown() =>
        Assert.Contains("| empo | 25.0 | 25.0, 25.0, 25.0, 25.0, 25.0 |", SuiteReport.Markdown(Outcome()), StringComparison.Ordinal);

    [Fact]
    public void Every_arm_is_shown_with_its_experiment_and_settings()
    {
        var (text, page) = (SuiteReport.Markdown(Outcome()), SuiteReport.Html(Outcome()));

        Assert.Contains("| voting | e.yaml | guard.action=off score.reward=voting evaluate.k=[1 4] |", text, StringComparison.Ordinal);
        Assert.Contains("| empo | e.yaml | – |", text, StringComparison.Ordinal);
        Assert.Contains("<td>guard.action=off score.reward=voting evaluate.k=[1 4]</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_majorities_the_largest_is_compared()
    {
        var metrics = SuiteMetric.Of([
            Result("empo", 1, 0.5) with
            {
                Evaluations =
                [
                    (
                        0,
                        new Dictionary<string, double>
                        {
                            ["maj@4"] = 1,
                            ["maj@16"] = 1,
                            ["greedy"] = 1,
                        }
                    ),
                ],
            },
        ]);

        Assert.Equal(["greedy", "maj@16"], metrics.Select(metric => metric.Key));
    }

    [Fact]
    public void Runs_without_answers_or_without_an_evaluation_are_results_too()
    {
        var outcome = Outcome();
        (int, IReadOnlyDictionary<string, double>)[] rounds =
        [
            (1, new Dictionary<string, double> { ["semantic_entropy"] = 2, ["majority_share"] = 0.25 }),
            (8, new Dictionary<string, double> { ["semantic_entropy"] = 0.5, ["majority_share"] = 0.75 }),
        ];
        var mixed = outcome with
        {
            Results =
            [
                .. outcome.Results.Select(result =>
                    result.Arm switch
                    {
                        "empo" => result with
                        {
                            Evaluations = [.. result.Evaluations.Select(evaluation => (evaluation.Round, With(evaluation.Metrics)))],
                            Training = rounds,
                        },
                        "voting" => result with
                        {
                            Evaluations =
                            [
                                (0, new Dictionary<string, double> { ["majority_share"] = 0.4 }),
                                (8, new Dictionary<string, double> { ["majority_share"] = 0.6 }),
                            ],
                            Training = rounds,
                        },
                        _ => result with { Evaluations = [], Training = rounds },
                    }
                ),
            ],
        };
        var nothing = mixed with { Results = [.. mixed.Results.Where(result => result.Arm == "few")] };

        Assert.Contains("| voting | 5 | - |", SuiteReport.Markdown(mixed), StringComparison.Ordinal);
        Assert.Contains("40.0 -> 60.0", SuiteReport.Markdown(mixed), StringComparison.Ordinal);
        Assert.All([SuiteReport.Markdown(mixed), SuiteReport.Markdown(nothing), SuiteReport.Html(mixed), SuiteReport.Html(nothing)], page =>
            Assert.DoesNotContain("NaN", page, StringComparison.Ordinal)
        );
        Assert.Contains("| few | 8 | 2.00 -> 0.50 | 25.0 -> 75.0 | - | - |", SuiteReport.Markdown(nothing), StringComparison.Ordinal);
        Assert.DoesNotContain("<figure", SuiteReport.Html(nothing), StringComparison.Ordinal);
        Assert.DoesNotContain("Differences", SuiteReport.Markdown(nothing), StringComparison.Ordinal);
    }

    private static string PageWithMajority()
    {
        var outcome = Outcome();
        return SuiteReport.Html(
            outcome with
            {
                Results =
                [
                    .. outcome.Results.Select(result =>
                        result with
                        {
                            Evaluations = [.. result.Evaluations.Select(evaluation => (evaluation.Round, With(evaluation.Metrics)))],
                        }
                    ),
                ],
            }
        );
    }

    private static IReadOnlyDictionary<string, double> With(IReadOnlyDictionary<string, double> metrics) =>
        new Dictionary<string, double>(metrics) { ["maj@16"] = 0.5, ["pass@1"] = metrics["greedy"] };

    /// <summary>Two arms of five seeds and one of three.</summary>
    internal static SuiteOutcome Outcome()
    {
        var suite = new Suite
        {
            Name = "s",
            Title = "T",
            Reference = "empo",
            Arms = ["empo", "voting", "few"],
            Runs =
            [
                .. new[] { ("empo", 5), ("voting", 5), ("few", 4) }.SelectMany(arm =>
                    Enumerable
                        .Range(1, arm.Item2)
                        .Select(seed => new SuiteRun
                        {
                            Arm = arm.Item1,
                            Seed = seed,
                            Experiment = "/e.yaml",
                            Overrides =
                                arm.Item1 == "voting"
                                    ? $"seed={seed} run_name=s guard.action=off score.reward=voting evaluate.k=[1 4]"
                                    : $"seed={seed} run_name=s",
                            RunName = $"s/{arm.Item1}/seed-{seed}",
                        })
                ),
            ],
        };
        return new SuiteOutcome(suite, [.. Arm("empo", Empo), .. Arm("voting", Voting), .. Arm("few", Few)], ["few seed 9"]);
    }

    private static IEnumerable<SuiteResult> Arm(string name, double[] trained) => trained.Select((value, i) => Result(name, i + 1, value));

    private static SuiteResult Result(string arm, int seed, double greedy) =>
        new()
        {
            Arm = arm,
            Seed = seed,
            Evaluations =
            [
                (0, new Dictionary<string, double> { ["greedy"] = 0.3 }),
                (12, new Dictionary<string, double> { ["greedy"] = greedy }),
            ],
            VotingDiffers = 0.25,
        };
}
