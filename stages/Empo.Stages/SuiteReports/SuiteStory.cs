using Empo.Method;

namespace Empo.Stages.SuiteReports;

/// <summary>The leading sentences of a suite's report: where the arms end, and which differences are more than chance.</summary>
internal static class SuiteStory
{
    /// <summary>With fewer pairs of seeds no difference is called more than chance.</summary>
    private const int MinPairs = 5;

    /// <summary>Metrics that say how good a policy is, the one that is compared first.</summary>
    private static readonly string[] Accuracies = ["pass@1", "greedy"];

    public static string Of(SuiteOutcome outcome)
    {
        var metrics = SuiteMetric.Of(outcome.Results);
        if (
            Accuracies.Select(key => metrics.FirstOrDefault(metric => metric.Key == key)).FirstOrDefault(metric => metric is not null)
            is not { } metric
        )
        {
            return "No run knows right answers to held-out questions, so this suite compares agreement and not skill.";
        }

        var measured = outcome.Results.Where(run => run.Trained.ContainsKey(metric.Key) && run.Base.ContainsKey(metric.Key)).ToList();
        var ends = outcome
            .Suite.Arms.Select(arm => (Arm: arm, Runs: measured.Where(run => run.Arm == arm).ToList()))
            .Where(arm => arm.Runs.Count > 0)
            .Select(arm =>
                (
                    arm.Arm,
                    Before: arm.Runs.Average(run => run.Base[metric.Key]),
                    After: arm.Runs.Average(run => run.Trained[metric.Key])
                )
            )
            .OrderByDescending(arm => arm.After)
            .ToList();
        if (ends.Count == 0)
        {
            return "No run was asked held-out questions both before and after training, so accuracy is not compared.";
        }

        var best = ends[0];
        var first = $"Right answers ({metric.Key}, mean over seeds): {best.Arm} {(ends.Count > 1 ? "ends highest, " : "went ")}from "
            + $"{metric.Show(best.Before)} % to {metric.Show(best.After)} %";
        var last = ends.Count > 1
            ? $"; {ends[^1].Arm} ends lowest, from {metric.Show(ends[^1].Before)} % to {metric.Show(ends[^1].After)} %"
            : "";
        return $"{first}{last}.{Against(outcome, measured, metric)}";
    }

    /// <summary>Each arm against the reference arm, paired by seed.</summary>
    private static string Against(SuiteOutcome outcome, List<SuiteResult> measured, SuiteMetric metric)
    {
        var reference = measured.Where(run => run.Arm == outcome.Suite.Reference).ToDictionary(run => run.Seed);
        var arms = outcome
            .Suite.Arms.Where(arm => arm != outcome.Suite.Reference)
            .Select(arm =>
                (
                    Arm: arm,
                    Differences: measured
                        .Where(run => run.Arm == arm && reference.ContainsKey(run.Seed))
                        .Select(run => reference[run.Seed].Trained[metric.Key] - run.Trained[metric.Key])
                        .ToArray()
                )
            )
            .Where(arm => arm.Differences.Length > 0)
            .ToList();
        var better = Named(arms, interval => interval.Low > 0);
        var worse = Named(arms, interval => interval.High < 0);
        var same = Named(arms, interval => interval.Low <= 0 && interval.High >= 0);
        var few = arms.Where(arm => arm.Differences.Length < MinPairs).Select(arm => arm.Arm).ToList();
        return Sentence($"{outcome.Suite.Reference} ends above", better, "by more than chance")
            + Sentence($"{outcome.Suite.Reference} ends below", worse, "by more than chance")
            + Sentence($"Between {outcome.Suite.Reference} and", same, "no difference beyond chance is seen")
            + Sentence("Against", few, "fewer than five pairs of seeds are too few to tell");
    }

    private static List<string> Named(IEnumerable<(string Arm, double[] Differences)> arms, Func<Interval, bool> holds) =>
        [.. arms.Where(arm => arm.Differences.Length >= MinPairs && holds(StudentInterval.OfMean(arm.Differences))).Select(arm => arm.Arm)];

    private static string Sentence(string start, List<string> arms, string end) =>
        arms.Count == 0 ? "" : $" {start} {string.Join(", ", arms)} {end}.";
}
