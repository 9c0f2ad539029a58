using System.Globalization;
using System.Text.Json;

namespace Empo.Benchmarks;

/// <summary>
/// Turns the summaries of many runs (<c>arm-seed.json</c>) into one Markdown table: every run a row, then the mean of each arm.
/// </summary>
internal static class LearningTable
{
    private static readonly (string Metric, string Title, double Scale, string Format)[] Columns =
    [
        ("greedy", "greedy, %", 100, "F1"),
        ("pass@1", "pass@1, %", 100, "F1"),
        ("maj@16", "maj@16, %", 100, "F1"),
        ("semantic_entropy", "entropy, nats", 1, "F2"),
        ("response_length", "length", 1, "F1"),
        ("marker_share", "worked, %", 100, "F1"),
    ];

    public static void Print(string folder, TextWriter output)
    {
        var runs = Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Read).ToList();
        output.WriteLine($"| arm | seed | {string.Join(" | ", Columns.Select(column => $"{column.Title}: base -> trained"))} |");
        output.WriteLine($"|---|---|{string.Concat(Columns.Select(_ => "---|"))}");
        foreach (var arm in runs.GroupBy(run => run.Arm))
        {
            foreach (var run in arm.OrderBy(run => run.Seed))
            {
                output.WriteLine(
                    Row(run.Arm, run.Seed.ToString(CultureInfo.InvariantCulture), column => (run.Base[column], run.Trained[column]))
                );
            }

            output.WriteLine(
                Row($"**{arm.Key}**", "mean", column => (arm.Average(run => run.Base[column]), arm.Average(run => run.Trained[column])))
            );
        }
    }

    private static string Row(string arm, string seed, Func<string, (double Base, double Trained)> value) =>
        $"| {arm} | {seed} | {string.Join(" | ", Columns.Select(column => Cell(value(column.Metric), column.Scale, column.Format)))} |";

    private static string Cell((double Base, double Trained) pair, double scale, string format) =>
        $"{(pair.Base * scale).ToString(format, CultureInfo.InvariantCulture)} -> "
        + $"{(pair.Trained * scale).ToString(format, CultureInfo.InvariantCulture)}";

    private static (string Arm, int Seed, Dictionary<string, double> Base, Dictionary<string, double> Trained) Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var name = Path.GetFileNameWithoutExtension(file);
        var dash = name.LastIndexOf('-');
        return (
            name[..dash],
            int.Parse(name[(dash + 1)..], CultureInfo.InvariantCulture),
            Metrics(document.RootElement.GetProperty("base")),
            Metrics(document.RootElement.GetProperty("trained"))
        );
    }

    private static Dictionary<string, double> Metrics(JsonElement json) =>
        json.EnumerateObject()
            .Where(metric => metric.Value.ValueKind == JsonValueKind.Number)
            .ToDictionary(metric => metric.Name, metric => metric.Value.GetDouble(), StringComparer.Ordinal);
}
