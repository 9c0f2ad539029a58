using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Empo.Stages.Tokenization;

namespace Empo.Benchmarks;

/// <summary>
/// Encodes and decodes the texts of tests/golden/tokenizers/huggingface_tokenizers.cjs and compares with its ids and texts.
/// </summary>
internal static class TokenizerComparison
{
    private const int Shown = 5;

    public static void Print(string file, TextWriter output)
    {
        output.WriteLine(
            "| tokenizer | texts | same ids | same with what is put around | same decoded | same decoded of any ids | texts a second |"
        );
        output.WriteLine("|---|---|---|---|---|---|---|");
        var rows = File.ReadLines(file).Select(line => (JsonObject)JsonNode.Parse(line)!);
        foreach (var group in rows.GroupBy(row => row["folder"]!.GetValue<string>()))
        {
            ITextTokenizer tokenizer;
            try
            {
                tokenizer = TokenizerFolder.Load(group.Key);
            }
            catch (UserError failure)
            {
                output.WriteLine($"| {group.Key} | refused: {failure.Message} |");
                continue;
            }

            var cases = group.ToList();
            var clock = Stopwatch.StartNew();
            var ids = cases.ConvertAll(row => tokenizer.Encode(row["text"]!.GetValue<string>()));
            var rate = cases.Count / clock.Elapsed.TotalSeconds;
            bool[] same = [.. cases.Zip(ids, (row, own) => own.SequenceEqual(Ids(row["ids"])))];
            bool[] framed = [.. cases.Zip(ids, (row, own) => tokenizer.Frame.Around(own).SequenceEqual(Ids(row["framed"])))];
            bool[] decoded = [.. cases.Select(row => tokenizer.Decode(Ids(row["ids"])) == row["decoded"]!.GetValue<string>())];
            bool[] any = [.. cases.Select(row => tokenizer.Decode(Ids(row["any"])) == row["any_decoded"]!.GetValue<string>())];
            var name = Path.GetFileName(Path.GetDirectoryName(group.Key));
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {cases.Count} | {Count(same)} | {Count(framed)} | {Count(decoded)} | {Count(any)} | {rate:F0} |"
                )
            );
            foreach (var i in Enumerable.Range(0, cases.Count).Where(i => !same[i]).Take(Shown))
            {
                var theirs = string.Join(' ', Ids(cases[i]["ids"]));
                output.WriteLine($"    text {cases[i]["text"]!.ToJsonString()} ours {string.Join(' ', ids[i])} theirs {theirs}");
            }

            foreach (var i in Enumerable.Range(0, cases.Count).Where(i => !any[i]).Take(Shown))
            {
                var own = JsonValue.Create(tokenizer.Decode(Ids(cases[i]["any"]))).ToJsonString();
                output.WriteLine($"    ids {cases[i]["any"]!.ToJsonString()} ours {own} theirs {cases[i]["any_decoded"]!.ToJsonString()}");
            }
        }
    }

    private static int Count(bool[] flags) => flags.Count(flag => flag);

    private static int[] Ids(JsonNode? node) => [.. node!.AsArray().Select(id => id!.GetValue<int>())];
}
