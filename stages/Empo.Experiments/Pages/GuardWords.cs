using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;

namespace Empo.Experiments.Pages;

/// <summary>What the guard found, in words for somebody who does not train models.</summary>
/// <param name="Title">The finding in two or three words.</param>
/// <param name="Text">What was compared, and with what result.</param>
/// <param name="IsGood">Whether rounds were judged and no limit is broken.</param>
public sealed record GuardWords(string Title, string Text, bool IsGood)
{
    public static GuardWords Of(Experiment experiment, IReadOnlyList<NodeStatus> statuses, GuardVerdict verdict)
    {
        if (!experiment.Judges)
        {
            return new("Not watched", "The guard is switched off (guard.action), so nothing looked for a collapse.", false);
        }

        var rounds = statuses.Where(status => status.Node.Definition == StageTable.Guard && status.Manifest is not null).ToList();
        var judged = rounds.Count(status => GuardSeries.IsJudged(experiment, status.Manifest!.Metrics));
        if (judged == 0)
        {
            return new(
                "Not watched",
                rounds.Count == 0
                    ? "No round was trained, so there was nothing to watch."
                    : $"All rounds have fewer than {Number(experiment.Get(Guard.MinQuestions))} questions: their indicators are mostly "
                        + "chance.",
                false
            );
        }

        if (verdict.Stop is { } stop)
        {
            return new(
                $"Stopped in round {Number(stop.Round)}",
                $"The guard ended training because {stop.Limit.Meaning}. The last good policy is that of round "
                    + $"{Number(verdict.LastGoodRound)} (round 0 is the base).",
                false
            );
        }

        var broken = verdict.Findings.Select(finding => finding.Limit).Distinct().ToList();
        var watched = $"Indicators of collapse were compared with their limits in {Number(judged)} of {Number(rounds.Count)} rounds";
        return broken.Count == 0
            ? new("No alarm", watched + "; none was broken.", true)
            : new(
                broken.Count == 1 ? "One warning" : $"{Number(broken.Count)} warnings",
                $"{watched}. Broken: {string.Join("; ", broken.Select(limit => limit.Meaning))}.",
                false
            );
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
