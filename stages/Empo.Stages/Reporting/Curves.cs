using Empo.Experiments.Catalog;
using Empo.Experiments.Pages;
using Empo.Experiments.Settings.Sections;
using Empo.Experiments.Storage;

namespace Empo.Stages.Reporting;

/// <summary>The curves that a report shows.</summary>
internal static class Curves
{
    public static IReadOnlyList<Chart> Of(RunRecord run)
    {
        var samples = run.TextOf(Rollout.Samples);
        var largest = int.TryParse(samples, out var g) && g > 1 ? Math.Log(g) : 0;
        Chart[] charts =
        [
            .. HeldOut(run),
            OverRounds(
                run,
                "Semantic entropy",
                $"nats, mean over the round's questions, {samples} answers each",
                StageTable.Score,
                "semantic_entropy"
            ) with
            {
                Bounds = largest > 0 ? [new ChartBound(largest, $"ln {samples}")] : [],
            },
            OverRounds(run, "Reward", $"mean over the round's responses, rule “{run.TextOf(Score.Reward)}”", StageTable.Score, "reward"),
            OverRounds(run, "Majority share", "share of the largest cluster, mean over questions", StageTable.Score, "majority_share") with
            {
                IsShare = true,
            },
            OverRounds(run, "Response length", "tokens, mean over responses", StageTable.Rollout, "response_length"),
            OverRounds(run, "Loss", "mean over the round's optimizer steps", StageTable.Update, "loss"),
            OverRounds(run, "Gradient norm", "before clipping, mean over the round's optimizer steps", StageTable.Update, "gradient_norm"),
            OverRounds(run, "Clip fraction", "share of tokens whose ratio was clipped", StageTable.Update, "clip_fraction") with
            {
                IsShare = true,
            },
            OverRounds(
                run,
                "KL between sampler and trainer",
                "k3 in nats a token; a rise means that the two compute different probabilities",
                StageTable.Update,
                "k3"
            ),
            OverRounds(run, "Questions kept", $"of {run.TextOf(Rollout.Candidates)} asked in a round", StageTable.Filter, "kept"),
            EntropyAgainstAccuracy(run),
        ];
        return [.. charts.Where(chart => chart.Series.Any(series => series.Points.Count > 0))];
    }

    /// <summary>Curves of rollouts that another program sampled; there are no held-out questions.</summary>
    public static IReadOnlyList<Chart> OfRecording(RunRecord run)
    {
        Chart[] charts =
        [
            OverRounds(run, "Semantic entropy", "nats, mean over the round's questions", StageTable.Score, "semantic_entropy"),
            OverRounds(run, "Majority share", "share of the largest cluster, mean over questions", StageTable.Score, "majority_share") with
            {
                IsShare = true,
            },
            MajorityRight(run),
            OverRounds(run, "Reward", $"mean over the round's responses, rule “{run.TextOf(Score.Reward)}”", StageTable.Score, "reward"),
            OverRounds(run, "Response length", "mean over responses", StageTable.Rollout, "response_length"),
            OverRounds(run, "Questions kept", "by the filter", StageTable.Filter, "kept"),
        ];
        return [.. charts.Where(chart => chart.Series.Any(series => series.Points.Count > 0))];
    }

    private static Chart MajorityRight(RunRecord run) =>
        new()
        {
            Title = "Majority answer right",
            Caption = "share of the labelled questions; the labels of the recording, which no reward but “correct” reads",
            IsShare = true,
            Series =
            [
                new(
                    "majority right",
                    [
                        .. run
                            .Recorded.Where(round => round.MajorityAccuracy is not null)
                            .Select(round => new ChartPoint(round.Round, round.MajorityAccuracy!.Value)),
                    ],
                    Marked: run.Recorded.Count <= 20
                ),
            ],
        };

    /// <summary>Curves of held-out questions: accuracy or, without answers, entropy and agreement.</summary>
    private static Chart[] HeldOut(RunRecord run) => run.HasAccuracy ? [Accuracy(run)] :
    [
        HeldOut(run, "Semantic entropy on held-out questions", "nats, ", "semantic_entropy"),
        HeldOut(run, "Agreement on held-out questions", "share of the largest cluster, ", "majority_share") with { IsShare = true },
    ];

    private static Chart HeldOut(RunRecord run, string title, string unit, string metric) => new()
    {
        Title = title,
        Caption = $"{unit}mean over {run.Base.Count} questions",
        Series = [new(title, Evaluated(run, metric), Marked: true)],
    };

    private static Chart Accuracy(RunRecord run) =>
        new()
        {
            Title = "Accuracy on held-out questions",
            Caption = $"{run.Labelled} questions; bars are 95 % intervals",
            IsShare = true,
            Series =
            [
                new("greedy", Evaluated(run, "greedy"), Marked: true),
                new("sampled", Evaluated(run, "pass@1"), Marked: true),
                .. LargestVote(run) is { } vote ? [new ChartSeries(vote, Evaluated(run, vote), Marked: true)] : Array.Empty<ChartSeries>(),
            ],
        };

    private static ChartPoint[] Evaluated(RunRecord run, string metric) =>
        [
            .. run
                .Evaluations.Where(manifest => manifest.Metrics.ContainsKey(metric))
                .Select(manifest => new ChartPoint(
                    manifest.Round ?? 0,
                    manifest.Metrics[metric],
                    Optional(manifest, metric + "_low"),
                    Optional(manifest, metric + "_high")
                )),
        ];

    private static string? LargestVote(RunRecord run) =>
        run
            .BaseMetrics.Keys.Where(key => key.StartsWith("maj@", StringComparison.Ordinal))
            .MaxBy(key => int.TryParse(key.AsSpan(4), out var k) ? k : 0);

    private static double? Optional(Manifest manifest, string metric) => manifest.Metrics.TryGetValue(metric, out var value) ? value : null;

    private static Chart OverRounds(RunRecord run, string title, string caption, StageDefinition stage, string metric) =>
        new()
        {
            Title = title,
            Caption = caption,
            Series =
            [
                new(
                    title,
                    [
                        .. run
                            .Stages.Where(manifest =>
                                manifest.IsOf(stage)
                                && manifest.Round > 0
                                && manifest.Metrics.TryGetValue(metric, out var value)
                                && double.IsFinite(value)
                            )
                            .Select(manifest => new ChartPoint(manifest.Round!.Value, manifest.Metrics[metric])),
                    ],
                    Marked: run.Rounds <= 20
                ),
            ],
        };

    private static Chart EntropyAgainstAccuracy(RunRecord run) =>
        new()
        {
            Title = "Entropy against accuracy under the base",
            Caption = "questions; entropy and accuracy from separate halves of their answers",
            IsShare = true,
            Scatter = true,
            XName = "semantic entropy, nats",
            Series =
            [
                new(
                    "question",
                    [
                        .. run
                            .Base.Where(row => row.SecondHalfAccuracy is not null)
                            .Select(row => new ChartPoint(row.FirstHalfEntropy, row.SecondHalfAccuracy!.Value)),
                    ],
                    Marked: true
                ),
            ],
        };
}
