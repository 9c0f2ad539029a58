using System.Globalization;
using Empo.Method;

namespace Empo.Stages.SuiteReports;

/// <summary>The tables of a suite, as rows of text that both reports format.</summary>
internal sealed class SuiteTables(SuiteOutcome outcome)
{
    /// <summary>With fewer seeds an interval by Student's distribution says nothing, so the range is shown.</summary>
    private const int MinForInterval = 5;

    private readonly IReadOnlyList<SuiteMetric> _metrics = SuiteMetric.Of(outcome.Results);

    /// <summary>Mean of base and trained over seeds, and the trained values' range.</summary>
    public (string[] Header, IReadOnlyList<string[]> Rows) Arms() =>
        (
            ["arm", "seeds", .. _metrics.Select(metric => metric.Name)],
            [
                .. outcome
                    .ByArm()
                    .Select(arm => new[] { arm.Key, Text(arm.Count()) }.Concat(_metrics.Select(metric => Mean(arm, metric))).ToArray()),
            ]
        );

    /// <summary>
    /// The definition of each arm: its experiment, and its settings without the seed and the run folder, which come first for every run.
    /// </summary>
    public (string[] Header, IReadOnlyList<string[]> Rows) Definitions() =>
        (
            ["arm", "experiment", "settings"],
            [
                .. outcome
                    .Suite.Arms.Select(arm => outcome.Suite.Runs.First(run => run.Arm == arm))
                    .Select(run =>
                        new[]
                        {
                            run.Arm,
                            Path.GetFileName(run.Experiment),
                            string.Join(
                                ' ',
                                run.Overrides.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                                    .Skip(2)
                                    .Where(setting => !setting.StartsWith("threads=", StringComparison.Ordinal))
                            )
                                is { Length: > 0 } set
                                ? set
                                : "–",
                        }
                    ),
            ]
        );

    /// <summary>Every run.</summary>
    public (string[] Header, IReadOnlyList<string[]> Rows) Runs() => (
        ["arm", "seed", .. _metrics.Select(metric => metric.Name)],
        [.. outcome.ByArm().SelectMany(arm => arm.OrderBy(run => run.Seed)).Select(run => new[] { run.Arm, Text(run.Seed) }
            .Concat(_metrics.Select(metric => Change(metric, Value(run.Base, metric), Value(run.Trained, metric)))).ToArray())]);

    /// <summary>Differences between the trained policies of the reference arm and of each other arm, paired by seed.</summary>
    public (string[] Header, IReadOnlyList<string[]> Rows) Differences()
    {
        var reference = outcome.Results.Where(run => run.Arm == outcome.Suite.Reference).ToDictionary(run => run.Seed);
        return (
            [$"{outcome.Suite.Reference} minus", "pairs", .. _metrics.Select(metric => metric.Name)],
            [
                .. outcome
                    .ByArm()
                    .Where(arm => arm.Key != outcome.Suite.Reference)
                    .Select(arm => (arm.Key, Runs: arm.Where(run => reference.ContainsKey(run.Seed)).ToList()))
                    .Where(arm => arm.Runs.Count > 0)
                    .Select(arm =>
                        new[] { arm.Key, Text(arm.Runs.Count) }
                            .Concat(_metrics.Select(metric => Difference(arm.Runs, reference, metric)))
                            .ToArray()
                    ),
            ]
        );
    }

    /// <summary>Whether any run was evaluated.</summary>
    public bool IsEvaluated => _metrics.Count > 0;

    /// <summary>
    /// The training questions of the first round and of the last, mean over seeds; no rows where every run has accuracy to show.
    /// </summary>
    public (string[] Header, IReadOnlyList<string[]> Rows) Training()
    {
        if (outcome.Results.All(run => run.HasAccuracy))
        {
            return ([], []);
        }

        static double Value((int Round, IReadOnlyDictionary<string, double> Metrics) round, SuiteMetric metric) =>
            round.Metrics.GetValueOrDefault(metric.Key, double.NaN);
        return (
            ["arm", "rounds", .. SuiteMetric.OfTraining.Select(metric => metric.Name)],
            [
                .. outcome
                    .ByArm()
                    .Select(arm => (arm.Key, Runs: arm.Where(run => run.Training.Count > 0).ToList()))
                    .Where(arm => arm.Runs.Count > 0)
                    .Select(arm =>
                        new[] { arm.Key, string.Join(", ", arm.Runs.Select(run => Text(run.Training[^1].Round)).Distinct()) }
                            .Concat(
                                SuiteMetric.OfTraining.Select(metric =>
                                    Change(
                                        metric,
                                        arm.Runs.Average(run => Value(run.Training[0], metric)),
                                        arm.Runs.Average(run => Value(run.Training[^1], metric))
                                    )
                                )
                            )
                            .ToArray()
                    ),
            ]
        );
    }

    /// <summary>The share of groups in which EMPO and a vote can differ at all.</summary>
    public (string[] Header, IReadOnlyList<string[]> Rows) VotingDiffers() =>
        (
            ["arm", "groups in which EMPO's and voting's advantages differ, %: mean", "seed by seed"],
            [
                .. outcome
                    .ByArm()
                    .Select(arm =>
                        (arm.Key, Shares: arm.OrderBy(run => run.Seed).Select(run => run.VotingDiffers).OfType<double>().ToList())
                    )
                    .Where(arm => arm.Shares.Count > 0)
                    .Select(arm => new[] { arm.Key, Percent(arm.Shares.Average()), string.Join(", ", arm.Shares.Select(Percent)) }),
            ]
        );

    /// <summary>Before and after; one dash where neither was measured.</summary>
    private static string Change(SuiteMetric metric, double before, double after) =>
        double.IsNaN(before) && double.IsNaN(after) ? "-" : $"{metric.Show(before)} -> {metric.Show(after)}";

    private static string Mean(IEnumerable<SuiteResult> runs, SuiteMetric metric)
    {
        double[] trained = [.. runs.Select(run => Value(run.Trained, metric))];
        if (trained.All(double.IsNaN) && runs.All(run => double.IsNaN(Value(run.Base, metric))))
        {
            return "-";
        }

        var range = trained.Length > 1 ? $" ({metric.Show(trained.Min())} to {metric.Show(trained.Max())})" : "";
        return $"{metric.Show(runs.Average(run => Value(run.Base, metric)))} -> {metric.Show(trained.Average())}{range}";
    }

    private static string Difference(List<SuiteResult> runs, Dictionary<int, SuiteResult> reference, SuiteMetric metric)
    {
        double[] differences = [.. runs.Select(run => Value(reference[run.Seed].Trained, metric) - Value(run.Trained, metric))];
        if (differences.Length < MinForInterval)
        {
            return differences.Length == 1
                ? metric.ShowChange(differences[0])
                : $"{metric.ShowChange(differences.Average())} (range {metric.ShowChange(differences.Min())} to "
                    + $"{metric.ShowChange(differences.Max())})";
        }

        var interval = StudentInterval.OfMean(differences);
        return $"{metric.ShowChange(interval.Estimate)} [{metric.ShowChange(interval.Low)}, {metric.ShowChange(interval.High)}]";
    }

    private static double Value(IReadOnlyDictionary<string, double> metrics, SuiteMetric metric) =>
        metrics.GetValueOrDefault(metric.Key, double.NaN);

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
