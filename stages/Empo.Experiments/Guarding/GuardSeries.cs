using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Metrics;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;

namespace Empo.Experiments.Guarding;

/// <summary>An indicator round by round, as its limits judge it.</summary>
/// <param name="Limit">The row of the table.</param>
/// <param name="First">What shares and rises refer to: the first round's value; for accuracy, the base's.</param>
/// <param name="Values">What the limits are compared with: for accuracy, the upper end of the interval, so that chance alone stops
/// nothing.</param>
/// <param name="Shown">What a finding shows.</param>
internal sealed record GuardSeries(
    GuardLimit Limit,
    double First,
    IReadOnlyList<(int Round, double Value)> Values,
    IReadOnlyList<(int Round, double Value)> Shown
)
{
    /// <summary>The series of all limits, in the order of the table; none where the experiment judges nothing.</summary>
    public static IReadOnlyList<GuardSeries> Of(Experiment experiment, IEnumerable<NodeStatus> statuses)
    {
        if (!experiment.Judges)
        {
            return [];
        }

        var finished = statuses.Where(status => status.Manifest is not null).ToList();
        return
        [
            .. GuardLimit.All.Select(limit =>
                limit.Indicator == GuardLimit.Accuracy
                    ? OfAccuracy(limit, experiment.JudgesAccuracy ? Evaluations(finished) : [])
                    : OfIndicator(
                        limit,
                        limit.Stage == StageTable.Probe ? Metrics(finished, StageTable.Probe) : Large(experiment, finished)
                    )
            ),
        ];
    }

    /// <summary>Evaluations that measured accuracy, in order of rounds.</summary>
    internal static List<(int Round, IReadOnlyDictionary<string, double> Metrics)> Evaluations(IEnumerable<NodeStatus> finished) =>
        [.. Metrics(finished, StageTable.Evaluate).Where(evaluation => EvaluationMetrics.HaveAccuracy(evaluation.Metrics))];

    /// <summary>The metrics of a stage round by round.</summary>
    internal static List<(int Round, IReadOnlyDictionary<string, double> Metrics)> Metrics(
        IEnumerable<NodeStatus> finished,
        StageDefinition stage
    ) =>
        [
            .. finished
                .Where(status => status.Node.Definition == stage)
                .Select(status => (Round: status.Node.Round!.Value, status.Manifest!.Metrics)),
        ];

    /// <summary>Whether a round of the guard is judged: with too few questions, chance alone would break a limit.</summary>
    internal static bool IsJudged(Experiment experiment, IReadOnlyDictionary<string, double> guard) =>
        guard.GetValueOrDefault(EvaluationMetrics.Questions) >= experiment.Get(Guard.MinQuestions);

    private static List<(int Round, IReadOnlyDictionary<string, double> Metrics)> Large(Experiment experiment, List<NodeStatus> finished) =>
        [.. Metrics(finished, StageTable.Guard).Where(guard => IsJudged(experiment, guard.Metrics))];

    private static GuardSeries OfIndicator(GuardLimit limit, List<(int Round, IReadOnlyDictionary<string, double> Metrics)> rounds)
    {
        var values = rounds
            .Where(round => round.Metrics.ContainsKey(limit.Indicator))
            .Select(round => (round.Round, round.Metrics[limit.Indicator]))
            .ToList();
        return new GuardSeries(limit, values.Select(entry => entry.Item2).FirstOrDefault(), values, values);
    }

    private static GuardSeries OfAccuracy(GuardLimit limit, List<(int Round, IReadOnlyDictionary<string, double> Metrics)> evaluations)
    {
        const string High = "pass@1_high";
        if (evaluations is not [{ Round: 0 } first, ..] || !first.Metrics.ContainsKey(High))
        {
            return new GuardSeries(limit, 0, [], []);
        }

        var known = evaluations.Where(evaluation => evaluation.Metrics.ContainsKey(High)).ToList();
        return new GuardSeries(
            limit,
            first.Metrics[EvaluationMetrics.PassAtOne],
            [.. known.Select(entry => (entry.Round, entry.Metrics[High]))],
            [.. known.Select(entry => (entry.Round, entry.Metrics[EvaluationMetrics.PassAtOne]))]
        );
    }
}
