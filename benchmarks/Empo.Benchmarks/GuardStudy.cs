using System.Globalization;
using Empo.Experiments.Guarding;
using Empo.Experiments.Settings;
using Empo.Experiments.Suites;
using Empo.Method;
using Empo.Stages.Suites;

namespace Empo.Benchmarks;

/// <summary>
/// Holds the guard's default limits, and each indicator alone, against accuracy measured after every round. A run is stopped in time where the
/// limit breaks in a round before the first one whose policy is 5 points below the base: no policy that bad was ever made.
/// </summary>
internal static class GuardStudy
{
    /// <param name="plan">suite.json of a suite that was built with guard.action=off and evaluate.every=1.</param>
    public static void Print(string plan, TextWriter output)
    {
        GuardStudyRun[] runs = [.. SuiteOutcome.Of(SuitePlan.Read(plan)).Results.Select(result => new GuardStudyRun(result))];
        GuardStudyRun[] collapsing = [.. runs.Where(run => run.Collapses)];
        GuardStudyRun[] good = [.. runs.Where(run => run.IsGood)];
        PrintRuns(runs, output);
        PrintVerdict(collapsing, good, output);
        PrintCandidates(collapsing, good, output);
    }

    private static void PrintRuns(GuardStudyRun[] runs, TextWriter output)
    {
        output.WriteLine("| run | base maj@k, % | pass@1, %: base | lowest | last | 5 points below in round | guard stops in round | by | pass@1 of the policy handed out |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var run in runs)
        {
            var stop = Stop(run);
            output.WriteLine($"| {run.Name} | {Percent(run.BaseMajority)} | {Percent(run.Base)} | {Percent(run.Lowest)} | {Percent(run.Last)} | {Show(run.FellIn)} | {Show(stop?.Round)} | {stop?.Limit.Indicator ?? "-"} | {(stop is null ? "-" : Percent(run.AccuracyOf(Math.Max(0, stop.Value.Round - 2))))} |");
        }
    }

    private static void PrintVerdict(GuardStudyRun[] collapsing, GuardStudyRun[] good, TextWriter output)
    {
        var stops = collapsing.Select(run => (Run: run, Round: Stop(run)?.Round)).ToList();
        var inTime = stops.Count(stop => stop.Round < stop.Run.FellIn);
        output.WriteLine();
        output.WriteLine($"Default limits. Stopped in time: {Share(inTime, collapsing.Length)}; stopped at all: {Share(stops.Count(stop => stop.Round is not null), collapsing.Length)}; the policy handed out (two rounds before the stop) had not fallen by 5 points: {Share(stops.Count(stop => stop.Round - 2 < stop.Run.FellIn), collapsing.Length)}.");
        output.WriteLine($"Lead, rounds from the stop to the first policy 5 points below: {string.Join(", ", stops.Where(stop => stop.Round is not null).Select(stop => (stop.Run.FellIn - stop.Round)!.Value).Order().Select(lead => lead.ToString(CultureInfo.InvariantCulture)))}.");
        output.WriteLine($"False alarms: {Share(good.Count(run => Stop(run) is not null), good.Length)}.");
        output.WriteLine();
    }

    /// <summary>Each indicator with the sharpest limit that stops no good run: chosen on these runs, so an upper bound of what it can do.</summary>
    private static void PrintCandidates(GuardStudyRun[] collapsing, GuardStudyRun[] good, TextWriter output)
    {
        output.WriteLine("| indicator | good runs: most suspicious value | collapsing runs before the fall: the same | in time without a false alarm | lead, median |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (var candidate in GuardCandidate.All)
        {
            double[] harmless = [.. good.Select(run => candidate.Of(run).Select(entry => entry.Suspicion).DefaultIfEmpty(double.NaN).Max())];
            double[] before = [.. collapsing.Select(run => candidate.Of(run).Where(entry => entry.Round < run.FellIn).Select(entry => entry.Suspicion).DefaultIfEmpty(double.NaN).Max())];
            var bound = harmless.DefaultIfEmpty(double.NaN).Max();
            int[] leads = [.. collapsing.Select(run => run.FellIn - candidate.Of(run).Where(entry => entry.Suspicion > bound).Select(entry => (int?)entry.Round).FirstOrDefault()).Where(lead => lead > 0).Select(lead => lead!.Value).Order()];
            output.WriteLine($"| {candidate.Name} | {Range(harmless)} | {Range(before)} | {leads.Length} of {collapsing.Length} | {(leads.Length > 0 ? leads[leads.Length / 2].ToString(CultureInfo.InvariantCulture) : "-")} |");
        }
    }

    /// <summary>The first round in which a default limit stops, and which one.</summary>
    private static (int Round, GuardLimit Limit)? Stop(GuardStudyRun run) => GuardLimit.All
        .Select(limit => (Limit: limit, Bound: DefaultStop(limit)))
        .Where(limit => limit.Bound is not null && limit.Limit.Stage == "guard")
        .Select(limit => (Round: run.BrokenIn(limit.Limit, limit.Bound!.Value), limit.Limit))
        .Where(stop => stop.Round is not null)
        .Select(stop => ((int, GuardLimit)?)(stop.Round!.Value, stop.Limit))
        .MinBy(stop => stop!.Value.Item1);

    private static double? DefaultStop(GuardLimit limit) =>
        SettingTable.All.Single(setting => setting.Path == $"guard.{limit.Indicator}.stop").Default is { } text && text != "none" ? double.Parse(text, CultureInfo.InvariantCulture) : null;

    private static string Share(int count, int all)
    {
        var interval = ExactInterval.OfShare(count, all);
        return string.Create(CultureInfo.InvariantCulture, $"{count} of {all} [{100 * interval.Low:F0} %, {100 * interval.High:F0} %]");
    }

    private static string Range(double[] values) => values.Length == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{values.Min():0.###} to {values.Max():0.###}");

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture);

    private static string Show(int? round) => round?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
