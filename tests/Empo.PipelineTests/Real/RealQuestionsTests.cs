using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>
/// Real questions with synthetic responses through real builds, where the data are at hand: prepare, score, filter, tabulate.
/// </summary>
public sealed class RealQuestionsTests
{
    private const string Wrong = "123456789";

    private static readonly string? Data = Environment.GetEnvironmentVariable("EMPO_TEST_DATA");

    [Theory]
    [InlineData("math500.jsonl")]
    [InlineData("olympiadbench.jsonl")]
    public void Rewritten_answers_are_one_cluster_and_correct_and_others_are_not(string file)
    {
        var source = Path.Combine(Data ?? "", "questions", file);
        Assert.SkipUnless(Data is not null && File.Exists(source), $"EMPO_TEST_DATA does not name a folder with questions/{file}.");
        var folder = new PipelineFolder(Tools.Real);
        folder.Write(
            PipelineFolder.Experiment,
            "rollout:\n  engine: recorded\nrecorded:\n  rollouts: ../real.jsonl\n  form: plain\nscore:\n  reward: correct\n"
        );
        folder.Write("real.jsonl", string.Concat(File.ReadLines(source).SelectMany((line, i) => Rows(JsonNode.Parse(line)!, i))));

        folder
            .Build()
            .Succeeded()
            .Says("majority right")
            .RanOnly("prepare", "rollout 1", "score 1", "filter 1", "export 1", "guard 1", "rescore", "report");

        JsonElement[][] groups =
        [
            .. File.ReadLines(Directory.GetFiles(folder.File("artifacts/e/selection"), "*.jsonl").Single())
                .Select(line => JsonDocument.Parse(line).RootElement)
                .GroupBy(row => row.GetProperty("question_id").GetString())
                .Select(group => group.ToArray()),
        ];
        var right = groups.Count(group =>
            group.Select(row => row.GetProperty("reward").GetDouble()).SequenceEqual([1, 1, 1, 1, 0, 0, 0, 0])
        );
        var clustered = groups.Count(group =>
            group.Select(row => row.GetProperty("cluster").GetInt32()).SequenceEqual([0, 0, 0, 0, 1, 2, 1, 1])
        );
        Assert.True(groups.Length >= 400, $"{groups.Length} questions were prepared.");
        Assert.True(right >= 0.99 * groups.Length, $"{right} of {groups.Length} groups have the rewards of their construction.");
        Assert.True(clustered >= 0.99 * groups.Length, $"{clustered} of {groups.Length} groups have the clusters of their construction.");
        folder.Build().Succeeded().RanOnly();
    }

    // Four spellings of the answer, one that is wrong, a response without an answer, two spellings of the wrong one.
    private static IEnumerable<string> Rows(JsonNode question, int index)
    {
        var truth = question["reward_model"]!["ground_truth"]!;
        var answer = (string)(truth is JsonArray list ? list[0]! : truth)!;
        string?[] answers =
        [
            answer,
            @"\displaystyle " + answer.Replace(@"\frac", @"\dfrac", StringComparison.Ordinal),
            "$" + answer.Replace(", ", ",  ", StringComparison.Ordinal) + @" \,$",
            answer.Replace(@"\left(", "(", StringComparison.Ordinal).Replace(@"\right)", ")", StringComparison.Ordinal),
            Wrong,
            null,
            Wrong + ".0",
            "123,456,789",
        ];
        return answers.Select(text => new JsonObject
        {
            ["question_id"] = index,
            ["prompt"] = $"{index}: {(string)question["prompt"]![0]!["content"]!}",
            ["response"] = text is null ? "I cannot tell." : $@"So it is \boxed{{{text}}}.",
            ["answer"] = answer,
        }.ToJsonString() + "\n");
    }
}
