using System.Globalization;
using Empo.Experiments.Metrics;
using Empo.Experiments.Pages;

namespace Empo.Stages.Reporting;

/// <summary>The cost of a stage as a row of a table.</summary>
internal static class CostRow
{
    public static IReadOnlyList<string> Header { get; } =
    ["stage", "runs", "wall time", "with a model", "tokens sampled", "tokens trained on"];

    public static string[] Cells(StageCost cost) =>
    [
        cost.Stage,
        cost.Runs.ToString(CultureInfo.InvariantCulture),
        Figures.Seconds(cost.Seconds),
        cost.DeviceSeconds > 0 ? Figures.Seconds(cost.DeviceSeconds) : "–",
        Tokens(cost.TokensSampled),
        Tokens(cost.TokensTrained),
    ];

    /// <summary>A note on what the numbers count and what they do not.</summary>
    public static string Note(StageCost total) =>
        "What the whole run cost when its stages ran, which for a reused one was an earlier build; summary.json has the last "
        + "build's own share. Tokens are those of responses; attempts that were killed are not counted."
        + (
            total.Uncounted > 0
                ? string.Create(CultureInfo.InvariantCulture, $" {total.Uncounted} runs of an earlier version did not count their tokens.")
                : ""
        );

    private static string Tokens(double tokens) => tokens > 0 ? tokens.ToString("N0", CultureInfo.InvariantCulture) : "–";
}
