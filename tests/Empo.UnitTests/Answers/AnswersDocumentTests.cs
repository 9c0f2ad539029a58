using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Method.Answers;
using Empo.UnitTests.Verbs;

namespace Empo.UnitTests.Answers;

/// <summary>Every pair and every response in the tables of docs/answers.md, through the verb.</summary>
public sealed class AnswersDocumentTests
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Pairs_are_judged_as_the_table_says()
    {
        string[][] rows = [.. Rows("| first | second | equal? | why |")];

        JsonNode[] verdicts = Judge(rows.Select(row => Pair(row[0], row[1], "none")));

        Assert.True(rows.Length > 40);
        Assert.All(rows.Zip(verdicts), pair =>
            Assert.True(
                (pair.First[2] == "yes") == (bool)pair.Second["equal"]!,
                $"{string.Join(" | ", pair.First)}: {pair.Second.ToJsonString(Readable)}"
            )
        );
    }

    [Fact]
    public void Answers_are_found_as_the_table_says()
    {
        string[][] rows = [.. Rows("| policy | response | answer | why |")];

        // One pair shows that it is found; another, that nothing is.
        JsonNode[] verdicts = Judge(rows.Select(row => Pair(row[2] == "none" ? "5" : row[2], row[1], row[0])));

        Assert.True(rows.Length > 20);
        Assert.Equal(rows.Select(row => row[2]), rows.Select(row => PairExtraction.OfCandidate(row[1], row[0]) ?? "none"));
        Assert.All(rows.Zip(verdicts), pair => Assert.True(
            pair.First[2] == "none" ? pair.Second["pred_answer"] is null : (bool)pair.Second["equal"]!,
            $"{string.Join(" | ", pair.First)}: {pair.Second.ToJsonString(Readable)}"));
    }

    // The cells of the table with this head, without code marks; a bar within a cell is escaped.
    private static IEnumerable<string[]> Rows(string head) =>
        File.ReadLines(Path.Combine(Repository.Root, "docs", "answers.md"))
            .SkipWhile(line => line != head)
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line =>
                line.Replace(@"\|", "\u0001", StringComparison.Ordinal)
                    .Trim('|')
                    .Split('|')
                    .Select(cell => Content(cell.Trim()).Replace('\u0001', '|'))
                    .ToArray()
            );

    private static string Content(string cell) => cell.StartsWith('`') && cell.EndsWith('`') ? cell[1..^1] : cell;

    private static string Pair(string gold, string pred, string extraction) =>
        new JsonObject
        {
            ["gold"] = gold,
            ["pred"] = pred,
            ["extraction"] = extraction,
        }.ToJsonString();

    private static JsonNode[] Judge(IEnumerable<string> pairs)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "pairs.jsonl");
        File.WriteAllLines(path, pairs);
        string output = StageProgram.Invoke("answers", "--pairs", path);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }
}
