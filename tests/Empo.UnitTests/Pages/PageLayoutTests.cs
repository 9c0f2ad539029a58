using System.Net;
using System.Text;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.Pages;
using Empo.Experiments.Runs;
using Empo.Experiments.Storage;
using Empo.Stages.Artifacts;
using Empo.Stages.Reporting;
using Empo.Stages.Scoring;
using Empo.Stages.SuiteReports;
using Empo.UnitTests.Experiments;
using Empo.UnitTests.Suites;

namespace Empo.UnitTests.Pages;

/// <summary>
/// Every page that people read, with long words, digests, paths and many columns, on a telephone and on a screen, light and dark: a real
/// browser says what is cut off, hidden or hard to read.
/// </summary>
public sealed class PageLayoutTests : IDisposable
{
    private const int Rounds = 12;

    private static readonly string Word = new('w', 90);
    private static readonly string Digest = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));

    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Theory]
    [InlineData("light", 1)]
    [InlineData("dark", 0)]
    public void Nothing_is_cut_off_at_390_and_1280_pixels(string scheme, int preferred)
    {
        Assert.SkipWhen(Browser.Program is null, "No Chromium here (Debian: chromium), so nobody can say what is cut off.");
        (string Name, string Html)[] pages =
        [
            ("report", Report(labelled: true)), ("report without answers", Report(labelled: false)), ("recording", Recording()),
            ("cost and risk", CostAndRiskPage()), ("suite", SuiteReport.Html(WideSuite())),
        ];
        var script = File.ReadAllText(Path.Combine(Repository.Root, "tests/Empo.UnitTests/Pages/layout.js"));
        var frames = string.Concat(
            from page in pages
            from width in new[] { 390, 1280 }
            select $"<iframe title=\"{page.Name}\" style=\"border:0;width:{width}px;height:900px\" "
                + $"srcdoc=\"{WebUtility.HtmlEncode(page.Html)}\"></iframe>"
        );
        var host = _text.Write(
            "host.html",
            $"<!doctype html><meta charset=\"utf-8\"><script>{script}</script><body>{frames}<pre id=\"result\">not measured</pre></body>"
        );

        var shown = Browser.Show(host, _text.File("profile"), $"--blink-settings=preferredColorScheme={preferred}");

        const string start = "<pre id=\"result\">";
        var at = shown.LastIndexOf(start, StringComparison.Ordinal);
        Assert.True(at >= 0, $"the browser showed nothing in the {scheme} scheme");
        var result = shown[(at + start.Length)..shown.IndexOf("</pre>", at, StringComparison.Ordinal)];
        Assert.True(result == "nothing is cut off", WebUtility.HtmlDecode(result));
    }

    private string Report(bool labelled)
    {
        var run = Run(labelled) with { Recorded = [] };
        return Completed(HtmlReport.Write(run));
    }

    private string Recording() =>
        Completed(
            HtmlReport.Write(
                Run(labelled: false) with
                {
                    Recorded =
                    [
                        .. Enumerable.Range(1, Rounds).Select(round => new RescoredRound
                        {
                            Round = round,
                            Questions = 123456,
                            KeptShare = 0.987,
                            Reward = 0.123,
                            SemanticEntropy = 1.234,
                            MajorityShare = 0.567,
                            MajorityAccuracy = 0.891,
                            RewardMargin = -0.123,
                        }),
                    ],
                }
            )
        );

    /// <summary>As the build completes it in the run folder.</summary>
    private string Completed(string page)
    {
        var (experiment, statuses) = Planned();
        var part = new ReportPart(experiment, statuses, GuardVerdict.Of(experiment, statuses));
        var filled = part.Fill("report.html", Encoding.UTF8.GetBytes(page));
        UnkeyedSetting[] settings =
        [
            new("dataset", $"{Word}.yaml (content {Digest})", "Dataset manifest."), new("guard.action", "stop", "What."),
        ];
        return Encoding.UTF8.GetString(ReportPages.WithSettings("report.html", filled, settings));
    }

    private string CostAndRiskPage()
    {
        var (experiment, statuses) = Planned();
        return new CostAndRisk(experiment, statuses, GuardVerdict.Of(experiment, statuses)).Page();
    }

    private (Empo.Experiments.Settings.Experiment, IReadOnlyList<NodeStatus>) Planned()
    {
        var experiment = _text.Read(
            $"dataset: d.yaml\nrounds: {Rounds}\nguard: {{probes: 8}}\n"
                + $"report: {{title: {Word}, price_per_hour: 123456.5, currency: {Word}}}\n"
        );
        return (experiment, PlannedRun.Of(experiment, Metrics));
    }

    private static Dictionary<string, double> Metrics(StageNode node) =>
        node.Definition == StageTable.Guard || node.Definition == StageTable.Probe
            ? GuardLimit
                .All.ToDictionary(limit => limit.Indicator, limit => 0.5 - (0.02 * (node.Round ?? 0)))
                .Append(new("questions", 64))
                .ToDictionary()
            : Values(node.Round ?? 0);

    private static Dictionary<string, double> Values(int round) => new()
    {
        ["tokens"] = 123456789,
        ["tokens_trained"] = 123456789,
        ["loss"] = -0.000123456 * round,
        ["gradient_norm"] = 1234.5 * round,
        ["clip_fraction"] = 0.001 * round,
        ["k3"] = 1e-13 * round,
        ["semantic_entropy"] = 2.5 - (0.1 * round),
        ["reward"] = 0.1 * round,
        ["majority_share"] = 0.4,
        ["no_answer"] = 0.01,
        ["response_length"] = 1234567.8,
        ["kept"] = 64,
        ["parameters"] = 7e9,
        ["samples"] = 16,
        ["marker_share"] = 0.5,
    };

    private static RunRecord Run(bool labelled)
    {
        EvaluationRow[] rows = [.. Enumerable.Range(0, 24).Select(i => Row(i, labelled))];
        Dictionary<string, string> settings = new()
        {
            ["rollout.samples"] = "16",
            ["evaluate.samples"] = "16",
            ["evaluate.reasoning_marker"] = Word,
            ["score.reward"] = "empo",
            ["seed"] = "2147483647",
        };
        return new RunRecord
        {
            Title = $"A title with a long word {Word}",
            Experiment = Word,
            Base = rows,
            Trained = rows,
            Recorded = [],
            Settings = settings,
            Stages =
            [
                Stage("evaluate", 0, labelled),
                .. Enumerable
                    .Range(1, Rounds)
                    .SelectMany(round => new[] { "rollout", "score", "filter", "update" }.Select(stage => Stage(stage, round, labelled))),
                Stage("evaluate", Rounds, labelled),
            ],
        };
    }

    private static Manifest Stage(string stage, int round, bool labelled)
    {
        var metrics = Values(round);
        if (labelled && stage == "evaluate")
        {
            string[] names = ["greedy", "pass@1", "maj@4", "maj@16", "pass@4", "pass@16", "marker_accuracy", "unmarked_accuracy"];
            foreach (var name in names)
            {
                (metrics[name], metrics[name + "_low"], metrics[name + "_high"]) = (0.05 * round, 0.04 * round, 0.08 * round);
            }
        }

        return new Manifest
        {
            Stage = stage,
            Round = round,
            Key = Digest,
            Experiment = Word,
            Seconds = 123456.7,
            Finished = "2026-11-30T08:00:00Z",
            Metrics = metrics,
            Chunks = [],
            Fingerprint = [],
            Inputs = [new InputRecord("policy", Digest, null, null), new InputRecord("rollouts", Digest, "rollout", round)],
            Outputs = [new OutputRecord { Name = "policy", Digest = Digest, Files = [] }],
            Numerics = new Dictionary<string, string> { ["device"] = "cuda", ["card"] = Word },
        };
    }

    private static EvaluationRow Row(int i, bool labelled) => new()
    {
        QuestionId = $"q{i}",
        Question = $"Question {i} {Word}?",
        Answer = labelled ? Word : null,
        GreedyText = Word + Word,
        GreedyCorrect = labelled ? i % 2 == 0 : null,
        Samples = 16,
        Correct = labelled ? i % 16 : null,
        Clusters = 16,
        SemanticEntropy = 1.5,
        FirstHalfEntropy = 0.08 * i,
        SecondHalfAccuracy = labelled ? i % 8 / 8.0 : null,
        ResponseLength = 1234,
        NoAnswerShare = 0,
        MarkerShare = 0.5,
        SampledTexts = [Word, "short"],
    };

    /// <summary>Many metrics, and an arm whose name is a long word.</summary>
    private static SuiteOutcome WideSuite()
    {
        var outcome = SuiteReportTests.Outcome();
        string Renamed(string arm) => arm == "few" ? "an-arm-with-a-very-long-name-of-its-own" : arm;
        return outcome with
        {
            Suite = outcome.Suite with
            {
                Arms = [.. outcome.Suite.Arms.Select(Renamed)],
                Runs =
                [
                    .. outcome.Suite.Runs.Select(run => run with
                    {
                        Arm = Renamed(run.Arm),
                        Overrides = $"{run.Overrides} report.title={Word}",
                    }),
                ],
            },
            Results =
            [
                .. outcome.Results.Select(result => result with
                {
                    Arm = Renamed(result.Arm),
                    Evaluations = [.. result.Evaluations.Select(each => (each.Round, Wide(each.Metrics["greedy"])))],
                }),
            ],
        };
    }

    private static IReadOnlyDictionary<string, double> Wide(double greedy) => new Dictionary<string, double>
    {
        ["greedy"] = greedy,
        ["pass@1"] = greedy,
        ["maj@16"] = greedy,
        ["semantic_entropy"] = 1.5,
        ["response_length"] = 12345.6,
        ["no_answer"] = 0.5,
        ["marker_share"] = 0.5,
    };
}
