using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Empo.Benchmarks.Gpu;

/// <summary>Reads the run folder that the half-billion experiment left behind.</summary>
internal static partial class GpuExperiment
{
    private const double WarningLimit = 0.02;

    /// <summary>Mismatch and sampling rate of the rounds, from <c>summary.json</c>.</summary>
    public static IEnumerable<GpuRow> Rounds(string summary)
    {
        using var json = JsonDocument.Parse(summary);
        var rounds = json.RootElement.GetProperty("rounds").EnumerateArray().ToList();
        string Numbers(string name, string format) =>
            string.Join(
                ", ",
                rounds.Select(round => round.TryGetProperty(name, out var value)
                    ? value.GetDouble().ToString(format, CultureInfo.InvariantCulture)
                    : "none")
            );
        var mismatches = rounds
            .Where(round => round.TryGetProperty("mismatch_mean", out _))
            .Select(round => round.GetProperty("mismatch_mean").GetDouble())
            .ToList();
        var verdict = mismatches.Count < rounds.Count ? " (a round without it trained on no token)"
            : mismatches.All(mismatch => mismatch <= WarningLimit) ? ""
            : " (above 0.02, at which EMPO4042 warns)";
        yield return new GpuRow("mismatch mean of the rounds", Numbers("mismatch_mean", "G3") + verdict);
        yield return new GpuRow("sampling in the experiment, tokens/s", Numbers("tokens_per_second", "N0"));
    }

    /// <summary>The largest estimate of each stage among the <c>memory:</c> lines of a log, beside what the card held at most.</summary>
    public static GpuRow Memory(string log, double? peakMegabytes)
    {
        var estimates = EstimateLine()
            .Matches(log)
            .GroupBy(line => line.Groups["stage"].Value)
            .Select(stage => (Stage: stage.Key, Gigabytes: stage.Max(Gigabytes)))
            .ToList();
        var planned = estimates.Count == 0
            ? "no line (less than a tenth of free memory)"
            : string.Join(
                ", ",
                estimates.Select(estimate => string.Create(CultureInfo.InvariantCulture, $"{estimate.Stage} {estimate.Gigabytes:F1} GB"))
            );
        var measured = peakMegabytes is { } megabytes
            ? string.Create(CultureInfo.InvariantCulture, $"{megabytes / 1024:F1} GB more than before (nvidia-smi)")
            : "unknown, no nvidia-smi";
        return new GpuRow("memory, estimated by stage; measured peak of all", $"{planned}; {measured}");
    }

    private static double Gigabytes(Match line) =>
        double.Parse(line.Groups["size"].Value, CultureInfo.InvariantCulture) / (line.Groups["unit"].Value == "GB" ? 1 : 1024);

    [GeneratedRegex(@"memory: (?<stage>[\w ]+?) needs about (?<size>[\d.]+) (?<unit>GB|MB)")]
    private static partial Regex EstimateLine();
}
