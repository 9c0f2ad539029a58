using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Metrics;

namespace Empo.Experiments.Runs;

/// <summary>The short lines on the console at the end of a round and of a build.</summary>
public static class ConsoleTable
{
    private static readonly (string Metric, string Title, string Format)[] Rows =
    [
        ("greedy", "greedy accuracy", "P1"),
        ("pass@1", "pass@1 (sampled)", "P1"),
        ("maj@16", "maj@16", "P1"),
        ("majority_share", "majority share", "P1"),
        ("semantic_entropy", "semantic entropy (nats)", "F2"),
        ("response_length", "response length (tokens)", "F1"),
        ("no_answer", "no answer", "P1"),
        ("marker_share", "share with the marker", "P1"),
    ];

    /// <summary>
    /// Compares the base with the trained policy. Where nothing is evaluated, it compares the training questions of the first round with
    /// those of the last. Empty where one of the two is missing.
    /// </summary>
    public static IEnumerable<string> BeforeAndAfter(IReadOnlyList<NodeStatus> statuses)
    {
        if (Compared(statuses) is not var (before, after))
        {
            yield break;
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"  {"",-26}{before.Name,10}{after.Name,10}");
        foreach (var (metric, title, format) in Shared(before.Metrics, after.Metrics))
        {
            yield return $"  {title,-26}{Number(before.Metrics[metric], format),10}{Number(after.Metrics[metric], format),10}";
        }

        if (EvaluationMetrics.PartlyLabelled(before.Metrics) is var (labelled, questions))
        {
            yield return labelled == 0
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"  none of {questions} held-out questions has an answer: accuracy is not measured"
                )
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"  accuracy is over the {labelled} of {questions} held-out questions that have an answer"
                );
        }
    }

    /// <summary>
    /// The same in one line: accuracy or, where none is known, entropy and agreement. Empty where one of the two is missing.
    /// </summary>
    public static string Short(IReadOnlyList<NodeStatus> statuses)
    {
        if (Compared(statuses) is not var (before, after))
        {
            return "";
        }

        string[] shown = EvaluationMetrics.HaveAccuracy(before.Metrics) ? ["greedy", "pass@1"] : ["semantic_entropy", "majority_share"];
        return string.Join(
            ", ",
            Shared(before.Metrics, after.Metrics)
                .Where(row => shown.Contains(row.Metric))
                .Select(row =>
                    $"{row.Title} {Number(before.Metrics[row.Metric], row.Format)} -> {Number(after.Metrics[row.Metric], row.Format)}"
                )
        );
    }

    private static (
        (string Name, IReadOnlyDictionary<string, double> Metrics) Before,
        (string Name, IReadOnlyDictionary<string, double> Metrics) After
    )? Compared(IReadOnlyList<NodeStatus> statuses)
    {
        var evaluations = statuses.Where(status => status.Node.Definition == StageTable.Evaluate).ToList();
        if (evaluations.Count > 0)
        {
            return evaluations is [{ Manifest: { } before }, .., { Manifest: { } after }]
                ? (("base", before.Metrics), ("trained", after.Metrics))
                : null;
        }

        var rounds = statuses
            .Where(status => status.Node.Definition == StageTable.Score)
            .Select(status => status.Node.Round!.Value)
            .ToList();
        return rounds.Count > 1 && OfRound(statuses, rounds[0]) is { } first && OfRound(statuses, rounds[^1]) is { } last
            ? (first, last)
            : null;
    }

    private static (string Name, IReadOnlyDictionary<string, double> Metrics)? OfRound(IReadOnlyList<NodeStatus> statuses, int round)
    {
        var measured = statuses
            .Where(status =>
                status.Node.Round == round && (status.Node.Definition == StageTable.Rollout || status.Node.Definition == StageTable.Score)
            )
            .ToList();
        return measured.All(status => status.Manifest is not null)
            ? (
                string.Create(CultureInfo.InvariantCulture, $"round {round}"),
                measured
                    .SelectMany(status => status.Manifest!.Metrics)
                    .GroupBy(metric => metric.Key)
                    .ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.Ordinal)
            )
            : null;
    }

    /// <summary>Agreement is shown where accuracy is not known.</summary>
    private static IEnumerable<(string Metric, string Title, string Format)> Shared(
        IReadOnlyDictionary<string, double> before,
        IReadOnlyDictionary<string, double> after
    ) =>
        Rows.Where(row =>
            before.ContainsKey(row.Metric)
            && after.ContainsKey(row.Metric)
            && (row.Metric != "majority_share" || !EvaluationMetrics.HaveAccuracy(before))
        );

    /// <summary>One line after a round.</summary>
    public static string Round(int round, int rounds, IReadOnlyDictionary<string, double> metrics)
    {
        string Of(string metric, string format) => metrics.TryGetValue(metric, out var value) ? Number(value, format) : "-";
        return $"round {round}/{rounds}: entropy={Of("semantic_entropy", "F3")} majority={Of("majority_share", "F3")} "
            + $"kept={Of(FilterMetrics.Kept, "F0")}/{Of(FilterMetrics.Questions, "F0")}{FilterMetrics.ShortfallText(metrics)} "
            + $"reward={Of("reward", "F3")} length={Of("response_length", "F1")} no_answer={Of("no_answer", "F3")}";
    }

    private static string Number(double value, string format) =>
        value.ToString(format, CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);
}
