using System.Globalization;

namespace Empo.Benchmarks.Estimates;

/// <summary>The rows of docs/distributed.md.</summary>
internal static class ScaleTable
{
    public static void Print(TextWriter output)
    {
        output.WriteLine(
            "| cards | sampling, s | update, s | busy | exchange in a host, s | over 400 Gb/s, s | saving, s | round, s | speed-up |"
        );
        output.WriteLine("|---|---|---|---|---|---|---|---|---|");
        var one = ScaleEstimate.Of(1).Total(oneHost: true);
        foreach (var cards in new[] { 1, 2, 8, 64, 512 })
        {
            var row = ScaleEstimate.Of(cards);
            var total = row.Total(oneHost: cards <= 8);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {cards} | {row.Sampling:0} | {row.Update:0} | {row.Busy:0 %} | {row.FastLinks:0} | {row.Network:0} "
                        + $"| {row.Saving:0} | {total:0} | {one / total:0.0} |"
                )
            );
        }
    }
}
