using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Empo.Method;
using Empo.Method.Answers;

namespace Empo.Benchmarks;

/// <summary>
/// Speed of answer equivalence on labelled pairs, one thread: extract both answers and compare, and cluster groups of 16. Each pair and
/// group is timed in every turn and its median over the turns counts, so that one interruption by other work does not.
/// </summary>
internal static class AnswersBenchmark
{
    private const int GroupSize = 16;

    // The runtime compiles hot code a second time in the background; it should be done before the clock counts.
    private const int WarmUp = 12;

    public static void Print(string folder, int turns, TextWriter output)
    {
        List<(AnswerPair Pair, string Tier)> rows = [.. Rows(Path.Combine(folder, "equivalence", "cases.jsonl"))];
        output.WriteLine("| set | pairs | mean, µs | median, µs | p99, µs | largest, µs | pairs/s |");
        output.WriteLine("|---|---|---|---|---|---|---|");
        output.WriteLine(Row("all pairs", Times(rows, turns)));
        foreach (string tier in new[] { "real_gold", "mv_tests", "parser_tests" })
        {
            output.WriteLine(Row(tier, Times([.. rows.Where(row => row.Tier == tier)], turns)));
        }

        output.WriteLine(Row("groups of 16", GroupTimes(rows, turns)));
    }

    private static double[] Times(IReadOnlyList<(AnswerPair Pair, string Tier)> rows, int turns) =>
        Medians(rows.Count, turns, i => rows[i].Pair.Judge());

    // Sixteen answers to one question: the candidates of one reference, repeated where there are fewer.
    private static double[] GroupTimes(IReadOnlyList<(AnswerPair Pair, string Tier)> rows, int turns)
    {
        string[][] candidates =
        [
            .. rows.GroupBy(row => row.Pair.Gold)
                .Where(group => group.Count() >= GroupSize / 2)
                .Select(group => group.Select(row => row.Pair.Candidate).ToArray()),
        ];
        CanonicalEquivalence equivalence = new();
        return Medians(candidates.Length, turns, i =>
            AnswerClusters.Assign(
                [
                    .. Enumerable
                        .Range(0, GroupSize)
                        .Select(sample => AnswerExtraction.Extract(candidates[i][sample % candidates[i].Length], ExtractionPolicy.Any)),
                ],
                equivalence
            )
        );
    }

    private static double[] Medians(int count, int turns, Action<int> work)
    {
        double[][] times = [.. Enumerable.Range(0, count).Select(_ => new double[turns])];
        for (int turn = -WarmUp; turn < turns; turn++)
        {
            for (int i = 0; i < count; i++)
            {
                long start = Stopwatch.GetTimestamp();
                work(i);
                if (turn >= 0)
                {
                    times[i][turn] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
                }
            }
        }

        return [.. times.Select(series => Bootstrap.Quantile([.. series.Order()], 0.5)).Order()];
    }

    private static string Row(string name, double[] ordered) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {ordered.Length:N0} | {ordered.Average():F1} | {Bootstrap.Quantile(ordered, 0.5):F1} | "
                + $"{Bootstrap.Quantile(ordered, 0.99):F0} | {ordered[^1]:F0} | {1e6 / ordered.Average():N0} |"
        );

    private static IEnumerable<(AnswerPair, string)> Rows(string path) =>
        File.ReadLines(path)
            .Select(line => JsonNode.Parse(line)!)
            .Select(row =>
                (
                    new AnswerPair
                    {
                        Id = (string)row["id"]!,
                        Gold = (string)row["gold"]!,
                        Candidate = (string)row["pred"]!,
                        Extraction = (string)row["extraction"]!,
                    },
                    (string)row["tier"]!
                )
            );
}
