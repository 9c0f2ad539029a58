using System.Text.Json.Nodes;
using Empo.Experiments.Execution;
using Empo.Stages.Answers;

namespace Empo.UnitTests.Answers;

public sealed class AnswersVerbTests
{
    [Fact]
    public void Pairs_are_judged_row_by_row()
    {
        using TemporaryFolder folder = new();
        string pairs = Path.Combine(folder.Path, "pairs.jsonl");
        File.WriteAllText(pairs, """
            {"id": "a", "gold": "$\\frac{1}{2}$", "pred": "so the answer is \\boxed{0.5}", "extraction": "both", "options": {"float_rounding": 6}}

            {"id": "b", "gold": "$1$", "pred": "no idea"}
            {"id": "c", "gold": "A", "pred": "The answer is A.", "extraction": "string", "options": {"strings": ["A", "B"], "lowercase": true}}
            """);
        StringWriter output = new();

        int exit = AnswersVerb.Answer(["--pairs", pairs], output);

        JsonNode[] rows = [.. output.ToString().Trim().Split('\n').Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(0, exit);
        Assert.Equal(["a", "b", "c"], rows.Select(row => (string?)row["id"]));
        Assert.Equal([true, false, true], rows.Select(row => (bool)row["equal"]!));
        Assert.Equal("1/2", (string?)rows[0]["gold_answer"]);
        Assert.Null(rows[1]["pred_answer"]);
        Assert.NotEmpty((string?)rows[1]["why"] ?? "");
    }

    [Fact]
    public void Verdicts_go_to_a_file_when_one_is_named()
    {
        using TemporaryFolder folder = new();
        string pairs = Path.Combine(folder.Path, "pairs.jsonl");
        string verdicts = Path.Combine(folder.Path, "verdicts.jsonl");
        File.WriteAllText(pairs, """{"id": "a", "gold": "1", "pred": "2"}""");

        AnswersVerb.Answer(["--pairs", pairs, "--out", verdicts], TextWriter.Null);

        Assert.Contains("\"equal\":false", File.ReadAllText(verdicts), StringComparison.Ordinal);
    }

    [Fact]
    public void An_explanation_names_both_forms()
    {
        StringWriter output = new();

        AnswersVerb.Answer(["--explain", "x=5", "y=5"], output);

        Assert.Contains("is the value of x", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("verdict: different", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EMPO4030", "--pear")]
    [InlineData("EMPO4031", "--pairs", "/nowhere/pairs.jsonl")]
    public void Wrong_arguments_are_named(string code, params string[] arguments) =>
        Assert.Equal(code, Assert.Throws<StageFailure>(() => AnswersVerb.Answer(arguments, TextWriter.Null)).Code);

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"id": "a", "pred": "1"}""")]
    [InlineData("""{"id": "a", "gold": 1, "pred": "1"}""")]
    public void A_row_that_is_no_pair_is_named_with_its_line(string row)
    {
        using TemporaryFolder folder = new();
        string pairs = Path.Combine(folder.Path, "pairs.jsonl");
        File.WriteAllText(pairs, "{\"id\": \"ok\", \"gold\": \"1\", \"pred\": \"1\"}\n" + row);

        StageFailure failure = Assert.Throws<StageFailure>(() => AnswersVerb.Answer(["--pairs", pairs], TextWriter.Null));

        Assert.Equal(("EMPO4032", pairs, 2), (failure.Code, failure.File, failure.Line));
    }
}
