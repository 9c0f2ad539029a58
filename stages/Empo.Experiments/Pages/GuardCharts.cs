using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.Settings;

namespace Empo.Experiments.Pages;

/// <summary>The indicators that the guard judges, with the limits that they are compared with.</summary>
public static class GuardCharts
{
    /// <summary>Indicators that are drawn even where no limit is set.</summary>
    private static readonly string[] Always = ["distinct_majorities", "information", "copied", "kl", "drift"];

    /// <summary>Indicators that are shares, in percent; the others are numbers.</summary>
    private static readonly string[] Shares =
        ["distinct_majorities", "majority_share", "copied", "no_answer", "truncated", "repetition", "drift"];

    /// <summary>Title and caption of each indicator. Accuracy has its own chart.</summary>
    private static readonly Dictionary<string, (string Title, string Caption)> Words = new(StringComparer.Ordinal)
    {
        ["distinct_majorities"] = ("Distinct majority answers", "per question; falls where many questions come to share one answer"),
        ["information"] = ("Information of the question about its answer", "nats, without what chance alone shows"),
        ["pooled_entropy"] = ("Entropy of all answers of a round", "nats"),
        ["semantic_entropy"] = ("Semantic entropy, as the guard judges it", "nats, mean over the round's questions"),
        ["majority_share"] = ("Majority share, as the guard judges it", "share of the largest cluster, mean over questions"),
        ["copied"] = ("Answers copied from their question", "share of the answers; rises where agreement is bought by copying"),
        ["length_change"] = ("Response length", "as a multiple of the first round's"),
        ["no_answer"] = ("Responses without an answer", "share of the round's responses"),
        ["truncated"] = ("Responses cut off", "share of the round's responses that reached the largest length"),
        ["repetition"] = ("Repetition", "share of repeated runs of four tokens"),
        ["kl"] = ("Distance from the base", "KL(policy ‖ base) in nats a token, on the probes"),
        ["drift"] = ("Changed greedy answers", "share of probes whose answer differs in meaning from the base's"),
    };

    public static IReadOnlyList<Chart> Of(Experiment experiment, IReadOnlyList<NodeStatus> statuses) =>
        [
            .. GuardLimit
                .All.Where(limit => Words.ContainsKey(limit.Indicator))
                .Select(limit => Chart(experiment, limit, [.. Measured(experiment, statuses, limit)]))
                .OfType<Chart>(),
        ];

    private static Chart? Chart(Experiment experiment, GuardLimit limit, (int Round, double Value, bool Judged)[] rounds)
    {
        var (warn, stop) = experiment.Judges ? experiment.Limits(limit.Indicator) : default;
        if (rounds.Length == 0 || (warn is null && stop is null && !Always.Contains(limit.Indicator)))
        {
            return null;
        }

        var (title, caption) = Words[limit.Indicator];
        var first = rounds.Where(round => round.Judged).Select(round => (double?)round.Value).FirstOrDefault();
        return new Chart
        {
            Title = title,
            Caption = caption,
            IsShare = Shares.Contains(limit.Indicator),
            Series =
            [
                new ChartSeries(title, [.. rounds.Select(round => new ChartPoint(round.Round, round.Value))], Marked: rounds.Length <= 20),
            ],
            Bounds = first is { } value ? [.. Bound(limit, value, warn, "warn"), .. Bound(limit, value, stop, "stop")] : [],
        };
    }

    private static IEnumerable<ChartBound> Bound(GuardLimit limit, double first, double? value, string name) =>
        value is { } given && limit.Applies(first) ? [new(limit.Bound(first, given), name)] : [];

    /// <summary>The indicator round by round, and whether the round is large enough to be judged.</summary>
    private static IEnumerable<(int Round, double Value, bool Judged)> Measured(
        Experiment experiment,
        IReadOnlyList<NodeStatus> statuses,
        GuardLimit limit
    ) =>
        statuses
            .Where(status =>
                status.Node.Definition == limit.Stage
                && status.Manifest is not null
                && status.Manifest.Metrics.TryGetValue(limit.Indicator, out var value)
                && double.IsFinite(value)
            )
            .Select(status =>
                (
                    status.Node.Round!.Value,
                    status.Manifest!.Metrics[limit.Indicator],
                    limit.Stage != StageTable.Guard || GuardSeries.IsJudged(experiment, status.Manifest.Metrics)
                )
            );
}
