using System.Globalization;

namespace Empo.Stages.SuiteReports;

/// <summary>A number of an evaluation that a suite compares.</summary>
/// <param name="Key">The metric's name in the evaluation.</param>
/// <param name="Name">The metric's name for readers, with the unit.</param>
/// <param name="IsShare">Whether it is a share, shown in percent.</param>
internal sealed record SuiteMetric(string Key, string Name, bool IsShare)
{
    private const string Majority = "maj@";

    /// <summary>The metrics that the runs have, in the order of the tables; of the maj@k only the largest k.</summary>
    public static IReadOnlyList<SuiteMetric> Of(IReadOnlyList<SuiteResult> results)
    {
        var keys = results.SelectMany(result => result.Trained.Keys).ToHashSet(StringComparer.Ordinal);
        var majority = keys.Where(key => key.StartsWith(Majority, StringComparison.Ordinal))
            .MaxBy(key => int.Parse(key[Majority.Length..], CultureInfo.InvariantCulture))
            ?? Majority;
        SuiteMetric[] all =
        [
            new("greedy", "greedy, %", true),
            new("pass@1", "pass@1, %", true),
            new(majority, $"{majority}, %", true),
            .. results.All(result => result.HasAccuracy) ? Array.Empty<SuiteMetric>() : [new("majority_share", "majority share, %", true)],
            new("semantic_entropy", "semantic entropy, nats", false),
            new("response_length", "response length, tokens", false),
            new("no_answer", "no answer, %", true),
            new("marker_share", "marker, %", true),
        ];
        return [.. all.Where(metric => keys.Contains(metric.Key))];
    }

    /// <summary>The metrics of a round's training questions, used where some runs have no held-out questions with answers.</summary>
    public static IReadOnlyList<SuiteMetric> OfTraining { get; } =
    [
        new("semantic_entropy", "semantic entropy, nats", false),
        new("majority_share", "majority share, %", true),
        new("response_length", "response length, tokens", false),
        new("no_answer", "no answer, %", true),
    ];

    /// <summary>A value in the metric's unit.</summary>
    public string Show(double value) =>
        double.IsFinite(value) ? (IsShare ? 100 * value : value).ToString(IsShare ? "F1" : "F2", CultureInfo.InvariantCulture) : "-";

    /// <summary>A difference with its sign.</summary>
    public string ShowChange(double value) => (value >= 0 ? "+" : "") + Show(value);
}
