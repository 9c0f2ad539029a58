using System.Text.RegularExpressions;
using System.Xml.Linq;
using Empo.Experiments.Storage;
using Empo.Stages.Artifacts;
using Empo.Stages.Programs;

namespace Empo.UnitTests.Stages;

/// <summary>Reports of runs of two rounds whose numbers a test dictates: eight questions, four answers each.</summary>
public sealed partial class ReportStageTests : IDisposable
{
    private const int Questions = 8;

    private readonly StageBench _bench = new();
    private readonly Dictionary<string, string> _settings = new()
    {
        ["seed"] = "1",
        ["score.reward"] = "empo",
        ["rollout.samples"] = "4",
        ["rollout.candidates"] = "8",
        ["pretrain.guess_share"] = "0.7",
        ["evaluate.samples"] = "4",
        ["evaluate.reasoning_marker"] = "=",
        ["update.learning_rate"] = "0.5",
    };

    private bool _decisions;
    private bool _evaluated = true;
    private int _labelled = Questions;
    private double? _corrected;
    private int _asked = 8;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void The_lead_says_where_labels_were_and_were_not_used()
    {
        var (html, text) = Report(right: (1, 4));

        Assert.All([html, text], page =>
        {
            Assert.Contains(
                "pre-trained ourselves on examples with correct answers: 70 % of them state the answer at once",
                page,
                StringComparison.Ordinal
            );
            Assert.Contains("This training saw no correct answer.", page, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void An_arm_that_trains_on_labels_says_so()
    {
        _settings["score.reward"] = "correct";

        Assert.Contains("This training did see the correct answers.", Report(right: (1, 4)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "empo 1, correct 1", "This training did see the correct answers.")]
    [InlineData("0", "empo 1", "This training saw no correct answer.")]
    public void A_sum_says_what_it_adds_and_whether_labels_are_among_it(string weight, string sum, string expected)
    {
        (_settings["score.reward"], _settings["score.weights.empo"], _settings["score.weights.correct"]) = ("weighted", "1", weight);

        var text = Report(right: (1, 4)).Text;

        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.All(sum.Split(", "), summand =>
            Assert.Contains(string.Join(" times ", summand.Split(' ').Reverse()), text, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(3.0, "people's answers took its place 6 times (filter.decisions)")]
    [InlineData(0.0, "This training saw no correct answer.")]
    [InlineData(null, "whether people's decisions (filter.decisions) held some was not recorded")]
    public void Answers_that_people_gave_are_not_called_none(double? corrected, string expected)
    {
        (_decisions, _corrected) = (true, corrected);

        Assert.Contains(expected, Report(right: (1, 4)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_round_that_asked_more_than_it_wanted_and_was_short_all_the_same_says_so()
    {
        (_settings["rollout.questions"], _settings["rollout.candidates"], _asked) = ("8", "12", 12);

        var (html, text) = Report(right: (1, 4));

        Assert.All([html, text], page =>
            Assert.Contains(
                "In 2 of 2 rounds the 12 questions asked held fewer acceptable ones than the 8 wanted, at worst 1 too few.",
                page,
                StringComparison.Ordinal
            )
        );
        Assert.Contains("| 7 (1 too few) |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Dropped_questions_that_nothing_was_to_replace_are_no_shortfall() =>
        Assert.DoesNotContain("too few", Report(right: (1, 4)).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData(1, 4, "25.0 % before and 100.0 % after, a gain beyond chance")]
    [InlineData(3, 1, "75.0 % before and 25.0 % after, a loss beyond chance")]
    [InlineData(2, 2, "50.0 % before and 50.0 % after, no change beyond chance")]
    public void A_change_is_called_a_gain_or_a_loss_only_beyond_chance(int before, int after, string expected) =>
        Assert.Contains(expected, Report(right: (before, after)).Text, StringComparison.Ordinal);

    [Fact]
    public void A_gain_that_is_mostly_style_is_called_that()
    {
        // Worked answers are right four times in five, others once in ten, and all responses come to show their working.
        var text = Report(right: (1, 3)).Text;

        Assert.Contains("Most of this gain is a switch from guessing to working", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Agreement_on_wrong_answers_is_called_a_collapse() =>
        Assert.Contains("came to agree on wrong answers. That is the collapse", Report(right: (3, 1)).Text, StringComparison.Ordinal);

    [Fact]
    public void The_followed_question_is_shown_before_and_after()
    {
        var (html, text) = Report(right: (1, 4));

        Assert.Contains("Question 0 &lt;b&gt;?", html, StringComparison.Ordinal);
        Assert.Contains("Question 0 <b>?", text, StringComparison.Ordinal);
        Assert.All([html, text], page => Assert.Matches("(?s)greedy before.*greedy after", page));
    }

    [Fact]
    public void Curves_times_lineage_and_settings_are_there()
    {
        var (html, text) = Report(right: (1, 4));

        Assert.Equal(8, Figures().Count(html));
        Assert.Contains("| 2 | 0.50 | 0.600 |", text, StringComparison.Ordinal);
        Assert.Contains("| rollout | 2 | 3.0 s | 3.0 s | 2,100 | – |", text, StringComparison.Ordinal);
        Assert.Contains("| all | 11 | 16.5 s | 16.5 s | 2,100 | 80 |", text, StringComparison.Ordinal);
        Assert.Contains("<td>2,100</td>", html, StringComparison.Ordinal);
        Assert.Contains("3 runs of an earlier version did not count their tokens.", text, StringComparison.Ordinal);
        Assert.Contains($"| 2 | {Digest("policy 1")[..12]} |", text, StringComparison.Ordinal);
        Assert.Contains("| `update.learning_rate` | `0.5` |", text, StringComparison.Ordinal);
        Assert.DoesNotContain("`score.reward`", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_fetches_nothing_and_its_markup_is_well_formed()
    {
        var html = Report(right: (1, 4)).Html;

        Assert.DoesNotMatch("(?i)(src|href)\\s*=|url\\(|@import|<script|https?://", html);
        var body = html[html.IndexOf("<body>", StringComparison.Ordinal)..].Replace("</html>", "", StringComparison.Ordinal);
        Assert.NotEmpty(XElement.Parse(body).Elements());
    }

    [Fact]
    public void The_same_run_gives_the_same_bytes() => Assert.Equal(Report(right: (1, 4)), Report(right: (1, 4)));

    [Fact]
    public void A_run_of_no_rounds_reports_its_base()
    {
        var text = Report(right: (1, 1), rounds: 0).Text;

        Assert.Contains(
            "No training round was run; the base answers 0.0 % of 8 held-out questions correctly.",
            text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Questions_without_answers_are_reported_by_what_needs_none()
    {
        _labelled = 0;

        var (html, text) = Report(right: (1, 4));

        Assert.All([html, text], page =>
        {
            Assert.Contains(
                "Whether its answers are right is not known: the 8 held-out questions have no answers. On them semantic entropy "
                    + "went from 0.90 to 0.20 nats, the share of the largest cluster from 40.0 % to 80.0 %",
                page,
                StringComparison.Ordinal
            );
            Assert.Contains("More agreement means that answers differ less, not that they are right", page, StringComparison.Ordinal);
            Assert.Contains("Agreement: share of the largest cluster of 4 answers", page, StringComparison.Ordinal);
            Assert.Contains("Base policy", page, StringComparison.Ordinal);
            NoAccuracy(page);
        });
        Assert.Contains("| 2 | 0.50 | 0.600 | 50.0 % | 12.0 | 0.0 % | 7 | 0.20 | 80.0 % |", text, StringComparison.Ordinal);
        Assert.Contains("Semantic entropy on held-out questions", html, StringComparison.Ordinal);
        Assert.Contains("None of the 8 questions has an answer, so accuracy is not measured.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_an_evaluation_reports_its_rounds()
    {
        _evaluated = false;

        var (html, text) = Report(right: (1, 4));

        Assert.All([html, text], page =>
        {
            Assert.Contains(
                "nothing was evaluated. From the questions of round 1 to those of round 2, semantic entropy went from 1.00 to "
                    + "0.50 nats, the share of the largest cluster from 50.0 % to 50.0 %",
                page,
                StringComparison.Ordinal
            );
            Assert.DoesNotContain("held-out", page, StringComparison.Ordinal);
            Assert.DoesNotContain("Before and after", page, StringComparison.Ordinal);
            Assert.DoesNotContain("One question, followed", page, StringComparison.Ordinal);
            Assert.Contains(Digest("policy 0"), page, StringComparison.Ordinal);
            NoAccuracy(page);
        });
        Assert.Contains("| 1 | 1.00 | 0.300 | 50.0 % | 11.0 | 0.0 % | 7 |\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("| 0 |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_rounds_and_without_an_evaluation_says_so()
    {
        _evaluated = false;

        Assert.Contains(
            "No training round was run, and nothing was evaluated.",
            Report(right: (1, 1), rounds: 0).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Accuracy_says_over_how_many_questions_of_how_many_it_is()
    {
        _labelled = 5;

        var (html, text) = Report(right: (1, 4));

        Assert.All([html, text], page =>
        {
            Assert.Contains(
                "0.0 % of 5 held-out questions, those of 8 that have an answer, correctly before and 100.0 % after, a gain beyond chance",
                page,
                StringComparison.Ordinal
            );
            Assert.Contains("Accuracy is over the 5 of 8 questions that have an answer.", page, StringComparison.Ordinal);
        });
        Assert.Contains("5 questions; bars are 95 % intervals", html, StringComparison.Ordinal);
    }

    private static void NoAccuracy(string page)
    {
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.DoesNotContain("correctly", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Correct,", page, StringComparison.Ordinal);
        Assert.DoesNotContain("pass@1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("greedy (", page, StringComparison.Ordinal);
        Assert.DoesNotContain("verdict", page[(page.IndexOf("</style>", StringComparison.Ordinal) + 1)..], StringComparison.Ordinal);
        Assert.DoesNotContain(" correct, ", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stage_without_a_manifest_is_a_coded_error()
    {
        Directory.CreateDirectory(_bench.File("gone"));

        var failure = Assert.Throws<UserError>(() =>
            _bench.Input("metrics", _bench.File("gone/scores.parquet"), "score", 1).Run("report", null, ReportStage.Run)
        );

        Assert.Equal("EMPO4015", failure.Code);
    }

    private (string Html, string Text) Report((int Before, int After) right, int rounds = 2)
    {
        Stage("pretrain", null, new() { ["parameters"] = 448896, ["loss"] = 0.5 });
        if (_evaluated)
        {
            Evaluation(0, right.Before, "before", marked: 0.25);
        }

        for (var round = 1; round <= rounds; round++)
        {
            Stage("rollout", round, new() { ["response_length"] = 10 + round, ["tokens"] = 1000 + (100 * (round - 1)) });
            Stage(
                "score",
                round,
                new()
                {
                    ["semantic_entropy"] = 1.0 / round,
                    ["reward"] = 0.3 * round,
                    ["majority_share"] = 0.5,
                    ["no_answer"] = 0,
                }
            );
            Stage("filter", round, Filtered());
            Stage("update", round, new() { ["loss"] = 0.1, ["tokens_trained"] = 40 });
        }

        if (rounds > 0 && _evaluated)
        {
            Evaluation(rounds, right.After, "after", marked: 1);
        }

        if (_evaluated)
        {
            _bench.Input("evaluation", EvaluationFile(0), "evaluate", 0);
        }

        if (rounds > 0 && _evaluated)
        {
            _bench.Input("evaluation", EvaluationFile(rounds), "evaluate", rounds);
        }

        _bench.With("rounds", $"{rounds}").With("report.title", "A <b>title").Run("report", null, ReportStage.Run);
        return (
            File.ReadAllText(_bench.Output("report", "report.html")).Replace("&#160;", " ", StringComparison.Ordinal),
            File.ReadAllText(_bench.Output("report", "summary.md"))
        );
    }

    private Dictionary<string, double> Filtered()
    {
        Dictionary<string, double> metrics = new() { ["kept"] = 7, ["questions"] = _asked, ["shortfall"] = 1 };
        if (_corrected is { } corrected)
        {
            metrics["corrected"] = corrected;
        }

        return metrics;
    }

    private string EvaluationFile(int round) => _bench.File($"evaluate-{round}/evaluation.parquet");

    private void Evaluation(int round, int right, string when, double marked)
    {
        Dictionary<string, double> partly =
            _labelled < Questions
                ? new()
                {
                    ["labelled"] = _labelled,
                    ["questions"] = Questions,
                    ["majority_share"] = 0.4 * (1 + (round / 2.0)),
                }
                : [];
        Dictionary<string, double> accuracy = new()
        {
            ["greedy"] = right / 4,
            ["greedy_low"] = 0,
            ["greedy_high"] = 1,
            ["pass@1"] = right / 4.0,
            ["pass@1_low"] = 0,
            ["pass@1_high"] = 1,
            ["maj@4"] = 0.5,
            ["pass@4"] = 0.5,
            ["marker_accuracy"] = 0.8,
            ["unmarked_accuracy"] = 0.1,
        };
        Dictionary<string, double> others = new()
        {
            ["samples"] = 4,
            ["semantic_entropy"] = marked == 1 ? 0.2 : 0.9, ["response_length"] = 10, ["no_answer"] = 0, ["marker_share"] = marked,
        };
        Stage("evaluate", round, others.Concat(partly).Concat(_labelled > 0 ? accuracy : []).ToDictionary());
        EvaluationRow[] rows =
        [
            .. Enumerable
                .Range(0, Questions)
                .Select(i => new EvaluationRow
                {
                    QuestionId = $"q{i}",
                    Question = $"Question {i} <b>?",
                    Answer = i < _labelled ? "7" : null,
                    GreedyText = $"greedy {when}",
                    GreedyCorrect = i < _labelled ? right == 4 : null,
                    Samples = 4,
                    Correct = i < _labelled ? right : null,
                    Clusters = 2,
                    SemanticEntropy = 0.5,
                    FirstHalfEntropy = i % 2 * 0.69,
                    SecondHalfAccuracy = i < _labelled ? 0.5 : null,
                    ResponseLength = 10,
                    NoAnswerShare = 0,
                    MarkerShare = marked,
                    MajorityAnswer = "7",
                    SampledTexts = ["a | b"],
                }),
        ];
        ArtifactTable.Write(EvaluationFile(round), EvaluationRow.SchemaOf(rows), rows);
    }

    /// <summary>A folder with the manifest that the store would hold; each run took 1.5 s.</summary>
    private void Stage(string stage, int? round, Dictionary<string, double> metrics)
    {
        var folder = _bench.File($"{stage}-{round}");
        Directory.CreateDirectory(folder);
        ManifestFile.Write(
            folder,
            new Manifest
            {
                Stage = stage,
                Round = round,
                Key = Digest($"{stage} {round}"),
                Experiment = "bench",
                Seconds = 1.5,
                Finished = "2026-01-01T00:00:00Z",
                Metrics = metrics,
                Chunks = [],
                Fingerprint = [.. _settings.Select(setting => $"setting {setting.Key} = {setting.Value}")],
                Inputs =
                [
                    .. _decisions && stage == "filter"
                        ? [new InputRecord("decisions", Digest("decisions"), null, null)]
                        : Array.Empty<InputRecord>(),
                    new InputRecord("policy", Digest($"policy {Math.Max(0, (round ?? 0) - 1)}"), null, null),
                    new InputRecord("rollouts", Digest($"rollouts {round}"), "rollout", round),
                ],
                Outputs =
                [
                    new OutputRecord
                    {
                        Name = "policy",
                        Digest = Digest($"policy {round}"),
                        Files = [],
                    },
                ],
                Numerics = new Dictionary<string, string> { ["device"] = "cpu" },
            }
        );
        _bench.Input("metrics", Path.Combine(folder, "reported"), stage, round);
    }

    private static string Digest(string text) => Sha256Digest.OfLines([text]);

    [GeneratedRegex("<figure")]
    private static partial Regex Figures();
}
