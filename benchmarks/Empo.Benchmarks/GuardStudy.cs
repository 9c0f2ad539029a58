using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Suites;
using Empo.Stages.SuiteReports;

namespace Empo.Benchmarks;

/// <summary>
/// Holds limits of the guard, and each indicator alone, against accuracy measured after every round. A run is stopped in time where the
/// limit breaks in a round before the first one whose policy is 5 points below the base: no policy that bad was ever made.
/// </summary>
internal static class GuardStudy
{
    /// <param name="plan">suite.json of a suite that was built with guard.action=off and evaluate.every=1.</param>
    /// <param name="seeds">The runs to look at; all where none is named. Limits are chosen on some seeds and tested on others.</param>
    /// <param name="more">Limits that stop beside the default ones, by indicator: <c>kl</c> at 0.07.</param>
    /// <param name="output">Gets tables in Markdown.</param>
    public static void Print(string plan, IReadOnlyCollection<int> seeds, IReadOnlyDictionary<string, double> more, TextWriter output)
    {
        GuardStudyRun[] runs =
        [
            .. SuiteOutcome
                .Of(SuitePlan.Read(plan))
                .Results.Where(result => seeds.Count == 0 || seeds.Contains(result.Seed))
                .Select(result => new GuardStudyRun(result)),
        ];
        GuardStudyRun[] collapsing = [.. runs.Where(run => run.Collapses)];
        GuardStudyRun[] good = [.. runs.Where(run => run.IsGood)];
        var defaults = GuardStudyStop.Limits(new Dictionary<string, double>());
        var all = GuardStudyStop.Limits(more);
        PrintRuns(runs, all, output);
        PrintVerdict("The default limits", defaults, collapsing, good, output);
        if (more.Count > 0)
        {
            var named = more.Select(limit => string.Create(CultureInfo.InvariantCulture, $"{limit.Key} {limit.Value}"));
            PrintVerdict(
                $"The default limits and {string.Join(", ", named)}",
                all,
                collapsing,
                good,
                output
            );
        }

        PrintCandidates(collapsing, good, output);
    }

    private static void PrintRuns(GuardStudyRun[] runs, IReadOnlyList<(GuardLimit Limit, double Bound)> limits, TextWriter output)
    {
        output.WriteLine(
            "| run | base maj@k, % | pass@1, %: base | lowest | last | 5 points below in round | kl, nats a token: rounds 1, 2, "
                + "5, last | stopped in round | by | pass@1 of the policy handed out |"
        );
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var run in runs)
        {
            var stop = GuardStudyStop.First(run, limits);
            output.WriteLine(
                $"| {run.Name} | {Percent(run.BaseMajority)} | {Percent(run.Base)} | {Percent(run.Lowest)} | {Percent(run.Last)} "
                    + $"| {Show(run.FellIn)} | {Divergence(run)} | {Show(stop?.Round)} | {stop?.Indicator ?? "-"} | "
                    + $"{(stop is null ? "-" : Percent(run.AccuracyOf(stop.HandsOut)))} |"
            );
        }

        output.WriteLine();
    }

    private static string Divergence(GuardStudyRun run)
    {
        var series = run.Series("kl", "probe");
        return string.Join(
            ", ",
            series
                .Where(entry => entry.Round is 1 or 2 or 5 || entry.Round == series[^1].Round)
                .Select(entry => entry.Value.ToString("F3", CultureInfo.InvariantCulture))
        );
    }

    private static void PrintVerdict(
        string name,
        IReadOnlyList<(GuardLimit Limit, double Bound)> limits,
        GuardStudyRun[] collapsing,
        GuardStudyRun[] good,
        TextWriter output
    )
    {
        var stops = collapsing.Select(run => (Run: run, Stop: GuardStudyStop.First(run, limits))).ToList();
        output.WriteLine(
            $"{name}. Stopped before the fall: "
                + $"{Share(stops.Count(stop => stop.Stop?.Round < stop.Run.FellIn), collapsing.Length)}; stopped in the round of the "
                + $"fall or before: {Share(stops.Count(stop => stop.Stop?.Round <= stop.Run.FellIn), collapsing.Length)}; stopped at "
                + $"all: {Share(stops.Count(stop => stop.Stop is not null), collapsing.Length)}; the policy handed out had not fallen "
                + $"by 5 points: {Share(stops.Count(stop => stop.Stop?.HandsOut < stop.Run.FellIn), collapsing.Length)}."
        );
        var leads = stops.Where(stop => stop.Stop is not null).Select(stop => stop.Run.FellIn!.Value - stop.Stop!.Round).Order();
        output.WriteLine(
            "Lead, rounds from the stop to the first policy 5 points below: "
                + $"{string.Join(", ", leads.Select(lead => lead.ToString(CultureInfo.InvariantCulture)))}."
        );
        output.WriteLine($"False alarms: {Share(good.Count(run => GuardStudyStop.First(run, limits) is not null), good.Length)}.");
        output.WriteLine();
    }

    /// <summary>
    /// Each indicator with the sharpest limit that stops no good run: chosen on these runs, so an upper bound of what it can do.
    /// </summary>
    private static void PrintCandidates(GuardStudyRun[] collapsing, GuardStudyRun[] good, TextWriter output)
    {
        output.WriteLine(
            "| indicator | good runs: most suspicious value | collapsing runs before the fall: the same | in time without a "
                + "false alarm | lead, median |"
        );
        output.WriteLine("|---|---|---|---|---|");
        foreach (var candidate in GuardCandidate.All)
        {
            double[] harmless =
            [
                .. good.Select(run => candidate.Of(run).Select(entry => entry.Suspicion).DefaultIfEmpty(double.NaN).Max()),
            ];
            double[] before =
            [
                .. collapsing.Select(run =>
                    candidate
                        .Of(run)
                        .Where(entry => entry.Round < run.FellIn)
                        .Select(entry => entry.Suspicion)
                        .DefaultIfEmpty(double.NaN)
                        .Max()
                ),
            ];
            var bound = harmless.DefaultIfEmpty(double.NaN).Max();
            int[] leads =
            [
                .. collapsing
                    .Select(run =>
                        run.FellIn
                        - candidate.Of(run).Where(entry => entry.Suspicion > bound).Select(entry => (int?)entry.Round).FirstOrDefault()
                    )
                    .Where(lead => lead > 0)
                    .Select(lead => lead!.Value)
                    .Order(),
            ];
            output.WriteLine(
                $"| {candidate.Name} | {Range(harmless)} | {Range(before)} | {leads.Length} of {collapsing.Length} | "
                    + $"{(leads.Length > 0 ? leads[leads.Length / 2].ToString(CultureInfo.InvariantCulture) : "-")} |"
            );
        }
    }

    private static string Share(int count, int all)
    {
        var interval = ExactInterval.OfShare(count, all);
        return string.Create(CultureInfo.InvariantCulture, $"{count} of {all} [{100 * interval.Low:F0} %, {100 * interval.High:F0} %]");
    }

    private static string Range(double[] values) =>
        values.Length == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{values.Min():0.###} to {values.Max():0.###}");

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture);

    private static string Show(int? round) => round?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
