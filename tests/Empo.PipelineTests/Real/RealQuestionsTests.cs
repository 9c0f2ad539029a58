using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>
/// Real questions with synthetic responses through real builds, where the data are at hand: prepare, score, filter, tabulate.
/// </summary>
public sealed class RealQuestionsTests
{
    [Theory]
    [InlineData("math500.jsonl")]
    [InlineData("olympiadbench.jsonl")]
    public void Rewritten_answers_are_one_cluster_and_correct_and_others_are_not(string file)
    {
        var source = TestData.File(file);
        var folder = new PipelineFolder(Tools.Real);
        folder.Write(
            PipelineFolder.Experiment,
            "rollout:\n  engine: imported\nimported:\n  rollouts: ../real.jsonl\n  form: plain\nscore:\n  reward: correct\n"
        );
        folder.Write("real.jsonl", string.Concat(File.ReadLines(source).SelectMany((line, i) => Rows(JsonNode.Parse(line)!, i))));

        folder
            .Build()
            .Succeeded()
            .Says("majority right")
            .RanOnly("prepare", "rollout 1", "score 1", "filter 1", "export 1", "guard 1", "rescore", "report");

        (double, int)[][] groups =
        [
            .. File.ReadLines(Directory.GetFiles(folder.File("artifacts/e/selection"), "*.jsonl").Single())
                .Select(line => JsonDocument.Parse(line).RootElement)
                .GroupBy(row => row.GetProperty("question_id").GetString())
                .Select(group =>
                    group.Select(row => (row.GetProperty("reward").GetDouble(), row.GetProperty("cluster").GetInt32())).ToArray()
                ),
        ];
        Assert.True(groups.Length >= 400, $"{groups.Length} questions were prepared.");
        RewrittenAnswers.AreScored(groups);
        folder.Build().Succeeded().RanOnly();
    }

    private static IEnumerable<string> Rows(JsonNode question, int index)
    {
        var truth = question["reward_model"]!["ground_truth"]!;
        var answer = (string)(truth is JsonArray list ? list[0]! : truth)!;
        return RewrittenAnswers.Of(answer).Select(text => new JsonObject
        {
            ["question_id"] = index,
            ["prompt"] = $"{index}: {(string)question["prompt"]![0]!["content"]!}",
            ["response"] = text is null ? "I cannot tell." : $@"So it is \boxed{{{text}}}.",
            ["answer"] = answer,
        }.ToJsonString() + "\n");
    }
}
