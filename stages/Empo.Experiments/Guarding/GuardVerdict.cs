using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;

namespace Empo.Experiments.Guarding;

/// <summary>
/// Compares the indicators of the finished rounds with the limits of <c>guard:</c>. It is a pure function of manifests and of settings that
/// are in no key. A changed limit is therefore judged again at the next build, and no stage runs for it.
/// </summary>
public sealed record GuardVerdict
{
    /// <summary>Every broken limit up to the round that stops, in order of rounds.</summary>
    public required IReadOnlyList<GuardFinding> Findings { get; init; }

    /// <summary>The first broken limit that stops training, or null.</summary>
    public GuardFinding? Stop => Findings.FirstOrDefault(finding => finding.Stops);

    /// <summary>
    /// The round of the newest policy that was measured and found good; 0 for the base. Rollouts of round r are sampled from policy r - 1,
    /// so a first finding in round r speaks against policy r - 1, and r - 2 is the last good one. Probes measure policy r, so r - 1 is the
    /// last good one there.
    /// </summary>
    public required int LastGoodRound { get; init; }

    /// <summary>
    /// The last round whose policy had its accuracy judged; -1 where there is none. A stop by accuracy in a later round leads back to it.
    /// </summary>
    public int LastEvaluatedRound { get; init; } = -1;

    /// <summary>Judges the rounds up to and including <paramref name="round"/>.</summary>
    public static GuardVerdict Until(Resolution resolution, int round) =>
        Of(
            resolution.Pipeline.Experiment,
            resolution
                .Pipeline.Nodes.Where(node => GuardLimit.All.Any(limit => limit.Stage == node.Definition) && node.Round <= round)
                .Select(resolution.Decide)
        );

    /// <summary>Judges the rounds whose indicators are in the store.</summary>
    public static GuardVerdict Of(Experiment experiment, IEnumerable<NodeStatus> statuses)
    {
        if (!experiment.Judges)
        {
            return new GuardVerdict { Findings = [], LastGoodRound = int.MaxValue };
        }

        var finished = statuses.Where(status => status.Manifest is not null).ToList();
        var guards = GuardSeries.Metrics(finished, StageTable.Guard);
        var evaluations = experiment.JudgesAccuracy ? GuardSeries.Evaluations(finished) : [];
        var findings = GuardSeries
            .Of(experiment, finished)
            .SelectMany(series => Broken(experiment, series))
            .OrderBy(finding => finding.Round)
            .ToList();
        var stop = findings.Find(finding => finding.Stops);
        return new GuardVerdict
        {
            Findings = stop is null ? findings : [.. findings.Where(finding => finding.Round <= stop.Round)],
            LastGoodRound = stop is null
                ? Math.Max(0, guards.Select(guard => guard.Round).DefaultIfEmpty(0).Max() - 1)
                : Before(stop, evaluations),
            LastEvaluatedRound = evaluations.Select(evaluation => evaluation.Round).DefaultIfEmpty(-1).Max(),
        };
    }

    private static int Before(GuardFinding stop, List<(int Round, IReadOnlyDictionary<string, double> Metrics)> evaluations) =>
        stop.Limit.Stage == StageTable.Evaluate
            ? evaluations.Select(evaluation => evaluation.Round).Where(round => round < stop.Round).DefaultIfEmpty(0).Max()
            : stop.Limit.LeadsBackTo(stop.Round);

    private static IEnumerable<GuardFinding> Broken(Experiment experiment, GuardSeries series)
    {
        var (limit, first) = (series.Limit, series.First);
        var settings = Guard.Limits[limit.Indicator];
        var (warn, stop) = experiment.Limits(limit.Indicator);
        var stopsAtAll = experiment.Get(Guard.Action) == GuardAction.Stop;
        foreach (var (round, value) in series.Values)
        {
            var breaksStop = stop is not null && limit.IsBroken(value, first, stop.Value);
            if (breaksStop || (warn is not null && limit.IsBroken(value, first, warn.Value)))
            {
                yield return new GuardFinding
                {
                    Round = round,
                    Limit = limit,
                    Stops = breaksStop && stopsAtAll,
                    Setting = (breaksStop ? settings.Stop : settings.Warn).Path,
                    Bound = limit.Bound(first, breaksStop ? stop!.Value : warn!.Value),
                    History = [.. series.Shown.Where(entry => entry.Round <= round)],
                };
            }
        }
    }
}
