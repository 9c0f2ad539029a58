using System.Globalization;
using Empo.Experiments.Pages;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Reporting;

/// <summary>
/// The table that compares base and trained policy. It shows accuracy where questions have answers, and agreement where none has one.
/// </summary>
internal static class Comparison
{
    public static IReadOnlyList<ComparisonRow> Rows(RunRecord run)
    {
        var samples = (int)(Metric(run.BaseMetrics, "samples") ?? 0);
        var rows = new List<ComparisonRow>();
        if (run.HasAccuracy)
        {
            rows.Add(
                new(
                    "Correct, greedy",
                    Interval(run.BaseMetrics, "greedy"),
                    Interval(run.TrainedMetrics, "greedy"),
                    Figures.Points(PairedChange.Greedy(run))
                )
            );
            rows.Add(
                new(
                    "Correct, sampled (pass@1)",
                    Interval(run.BaseMetrics, "pass@1"),
                    Interval(run.TrainedMetrics, "pass@1"),
                    Figures.Points(PairedChange.PassAtOne(run))
                )
            );
            rows.AddRange(AtK(run, "maj", "Majority of {0} correct (maj@{0})"));
            rows.AddRange(AtK(run, "pass", "One of {0} correct (pass@{0})"));
        }
        else
        {
            rows.Add(Share(run, "majority_share", $"Agreement: share of the largest cluster of {samples} answers"));
        }

        rows.Add(
            new(
                $"Semantic entropy of {samples} answers, nats",
                Number(run.BaseMetrics, "semantic_entropy"),
                Number(run.TrainedMetrics, "semantic_entropy"),
                Change(run, row => row.SemanticEntropy)
            )
        );
        rows.Add(
            new(
                "Response length, tokens",
                Number(run.BaseMetrics, "response_length", 1),
                Number(run.TrainedMetrics, "response_length", 1),
                Change(run, row => row.ResponseLength, 1)
            )
        );
        rows.Add(Share(run, "no_answer", "Responses without an answer", row => row.NoAnswerShare));
        if (Metric(run.BaseMetrics, "marker_share") is not null)
        {
            rows.Add(
                Share(run, "marker_share", $"Responses that contain “{run.TextOf(Evaluate.ReasoningMarker)}”", row => row.MarkerShare)
            );
            rows.AddRange(
                run.HasAccuracy
                    ?
                    [
                        Share(run, "marker_accuracy", "– correct among those"),
                        Share(run, "unmarked_accuracy", "– correct among the others"),
                    ]
                    : []
            );
        }

        if (!run.HasAccuracy)
        {
            return rows;
        }

        rows.Add(
            new(
                "Entropy against accuracy (Spearman)",
                Number(run.BaseMetrics, "entropy_accuracy_spearman"),
                Number(run.TrainedMetrics, "entropy_accuracy_spearman"),
                ""
            )
        );
        return rows;
    }

    private static IEnumerable<ComparisonRow> AtK(RunRecord run, string what, string name) => run.BaseMetrics.Keys
        .Where(key => key.StartsWith(what + "@", StringComparison.Ordinal) && !key.Contains('_', StringComparison.Ordinal))
        .Select(key => int.Parse(key[(what.Length + 1)..], CultureInfo.InvariantCulture))
        .Where(k => k > 1)
        .Order()
        .Select(k => Share(run, $"{what}@{k}", string.Format(CultureInfo.InvariantCulture, name, k)));

    private static ComparisonRow Share(RunRecord run, string metric, string name, Func<EvaluationRow, double?>? value = null) => new(
        name,
        Figures.Percent(Metric(run.BaseMetrics, metric)),
        Figures.Percent(Metric(run.TrainedMetrics, metric)),
        value is null ? "" : Figures.Points(PairedChange.Of(run, value)));

    private static string Change(RunRecord run, Func<EvaluationRow, double?> value, int digits = 2) =>
        Figures.Change(PairedChange.Of(run, value), digits);

    private static string Interval(IReadOnlyDictionary<string, double> metrics, string name) =>
        Figures.Percent(Metric(metrics, name), Metric(metrics, name + "_low"), Metric(metrics, name + "_high"));

    private static string Number(IReadOnlyDictionary<string, double> metrics, string name, int digits = 2) =>
        Figures.Number(Metric(metrics, name), digits);

    private static double? Metric(IReadOnlyDictionary<string, double> metrics, string name) =>
        metrics.TryGetValue(name, out var value) && double.IsFinite(value) ? value : null;
}
