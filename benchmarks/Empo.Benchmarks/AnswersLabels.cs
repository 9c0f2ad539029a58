using System.Globalization;
using System.Text.Json.Nodes;
using Empo.Method.Answers;

namespace Empo.Benchmarks;

/// <summary>
/// How many labelled pairs are judged as their label says, kind by kind, and which are not: the false equals first, because training
/// amplifies those.
/// </summary>
internal static class AnswersLabels
{
    private static readonly string[] Files = ["cases.jsonl", "peer_wrong.jsonl", "cases2.jsonl"];

    public static void Print(string folder, TextWriter output)
    {
        foreach (string file in Files.Where(file => File.Exists(PathOf(folder, file))))
        {
            List<(JsonNode Row, bool AreEqual)> verdicts =
            [
                .. File.ReadLines(PathOf(folder, file))
                    .Select(line => JsonNode.Parse(line)!)
                    .Select(row => (row, PairOf(row).Judge().AreEqual)),
            ];
            output.WriteLine($"## {file}");
            output.WriteLine("| kind | pairs | right | share | false equals |");
            output.WriteLine("|---|---|---|---|---|");
            output.WriteLine(Line("all", verdicts));
            foreach (
                IGrouping<string, (JsonNode, bool)> kind in verdicts
                    .GroupBy(verdict => KindOf(verdict.Row))
                    .OrderBy(kind => kind.Key, StringComparer.Ordinal)
            )
            {
                output.WriteLine(Line(kind.Key, [.. kind]));
            }

            foreach ((JsonNode row, bool areEqual) in verdicts.Where(verdict => !IsRight(verdict)).OrderBy(verdict => !verdict.AreEqual))
            {
                output.WriteLine($"{(areEqual ? "false equal" : "false different")}: {row.ToJsonString()}");
            }
        }
    }

    private static string PathOf(string folder, string file) => Path.Combine(folder, "equivalence", file);

    private static string KindOf(JsonNode row) => (string?)row["kind"] ?? (string?)row["tier"] ?? "pairs";

    private static bool IsRight((JsonNode Row, bool AreEqual) verdict) => verdict.AreEqual == (bool)verdict.Row["expected"]!;

    private static string Line(string name, IReadOnlyList<(JsonNode Row, bool AreEqual)> verdicts)
    {
        int right = verdicts.Count(IsRight);
        int falseEquals = verdicts.Count(verdict => verdict.AreEqual && !IsRight(verdict));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {verdicts.Count:N0} | {right:N0} | {100.0 * right / verdicts.Count:F1} % | {falseEquals} |"
        );
    }

    private static AnswerPair PairOf(JsonNode row) => new()
    {
        Id = (string)row["id"]!,
        Gold = (string)row["gold"]!,
        Candidate = (string)row["pred"]!,
        Extraction = (string)row["extraction"]!,
        Decimals = (int?)row["options"]?["float_rounding"] ?? 6,
        Choices = row["options"]?["strings"] is JsonArray choices ? [.. choices.Select(choice => (string)choice!)] : null,
        IgnoresCase = (bool?)row["options"]?["lowercase"] ?? true,
    };
}
