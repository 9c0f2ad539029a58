using System.Globalization;
using Empo.Experiments.Audit;
using Empo.Experiments.Graph;

namespace Empo.Experiments.View;

/// <summary>The short lines that a person reads at the end of a round and of a build.</summary>
public static class ConsoleTable
{
    private static readonly (string Metric, string Title, string Format)[] Rows =
    [
        ("greedy", "greedy accuracy", "P1"),
        ("pass@1", "pass@1 (sampled)", "P1"),
        ("maj@16", "maj@16", "P1"),
        ("semantic_entropy", "semantic entropy (nats)", "F2"),
        ("response_length", "response length (tokens)", "F1"),
        ("no_answer", "no answer", "P1"),
        ("marker_share", "share with the marker", "P1"),
    ];

    /// <summary>Base against trained, or nothing where an evaluation is missing.</summary>
    public static IEnumerable<string> BaseAgainstTrained(IReadOnlyList<NodeStatus> statuses)
    {
        var evaluations = statuses.Where(status => status.Node.Stage == "evaluate").ToList();
        if (evaluations is not [{ Manifest: { } before }, .., { Manifest: { } after }])
        {
            yield break;
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"  {"",-26}{"base",10}{"trained",10}");
        foreach (var (metric, title, format) in Rows.Where(row => before.Metrics.ContainsKey(row.Metric) && after.Metrics.ContainsKey(row.Metric)))
        {
            yield return $"  {title,-26}{Number(before.Metrics[metric], format),10}{Number(after.Metrics[metric], format),10}";
        }
    }

    /// <summary>Greedy accuracy and pass@1 of base and trained in one line; empty where an evaluation is missing.</summary>
    public static string Short(IReadOnlyList<NodeStatus> statuses)
    {
        var evaluations = statuses.Where(status => status.Node.Stage == "evaluate").ToList();
        return evaluations is [{ Manifest: { } before }, .., { Manifest: { } after }]
            ? string.Join(", ", Rows.Where(row => row.Metric is "greedy" or "pass@1").Where(row => before.Metrics.ContainsKey(row.Metric) && after.Metrics.ContainsKey(row.Metric))
                .Select(row => $"{row.Title} {Number(before.Metrics[row.Metric], row.Format)} -> {Number(after.Metrics[row.Metric], row.Format)}"))
            : "";
    }

    /// <summary>One line after a round.</summary>
    public static string Round(int round, int rounds, IReadOnlyDictionary<string, double> metrics)
    {
        string Of(string metric, string format) => metrics.TryGetValue(metric, out var value) ? Number(value, format) : "-";
        return $"round {round}/{rounds}: entropy={Of("semantic_entropy", "F3")} majority={Of("majority_share", "F3")} kept={Of(FilterMetrics.Kept, "F0")}/{Of(FilterMetrics.Questions, "F0")}{FilterMetrics.ShortfallText(metrics)} reward={Of("reward", "F3")} length={Of("response_length", "F1")} no_answer={Of("no_answer", "F3")}";
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);
}
