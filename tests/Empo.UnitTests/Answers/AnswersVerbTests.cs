using System.Text.Json.Nodes;
using Empo.UnitTests.Verbs;

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

            {"id": "b", "gold": "$1$", "pred": "I have no idea"}
            {"id": "c", "gold": "A", "pred": "The answer is A.", "extraction": "string", "options": {"strings": ["A", "B"], "lowercase": true}}
            """);

        string output = StageProgram.Invoke("answers", "--pairs", pairs);

        JsonNode[] rows = [.. output.Trim().Split('\n').Select(line => JsonNode.Parse(line)!)];
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

        StageProgram.Invoke("answers", "--pairs", pairs, "--out", verdicts);

        Assert.Contains("\"equal\":false", File.ReadAllText(verdicts), StringComparison.Ordinal);
    }

    [Fact]
    public void An_explanation_names_both_forms()
    {

        string output = StageProgram.Invoke("answers", "--explain", "x=5", "y=5");

        Assert.Contains("is the value of x", output, StringComparison.Ordinal);
        Assert.Contains("verdict: different", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EMPO4030")]
    [InlineData("EMPO4030", "--pear")]
    [InlineData("EMPO4030", "--pairs")]
    [InlineData("EMPO4030", "--pairs", "a.jsonl", "--pairs", "b.jsonl")]
    [InlineData("EMPO4030", "--pairs", "a.jsonl", "--explain", "1", "1")]
    [InlineData("EMPO4030", "--explain", "1")]
    [InlineData("EMPO4030", "--explain", "1", "1", "--out", "verdicts.jsonl")]
    [InlineData("EMPO4030", "--out", "verdicts.jsonl")]
    [InlineData("EMPO4031", "--pairs", "/nowhere/pairs.jsonl")]
    [InlineData("EMPO4031", "--pairs", "/")]
    [InlineData("EMPO2043", "--explain", "1", "1", "--extraction", "bare")]
    [InlineData("EMPO2043", "--explain", "1", "1", "--extraction", "string")]
    [InlineData("EMPO2043", "--pairs", "a.jsonl", "--extraction", "")]
    public void Wrong_arguments_are_named(string code, params string[] arguments) =>
        Assert.Equal(code, Assert.Throws<UserError>(() => StageProgram.Invoke(["answers", .. arguments])).Code);

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("17")]
    [InlineData("""{"id": "a", "pred": "1"}""")]
    [InlineData("""{"id": "a", "gold": 1, "pred": "1"}""")]
    [InlineData("""{"id": "a", "gold": null, "pred": "1"}""")]
    [InlineData("""{"id": "a", "gold": "1", "pred": "2", "pred": "1"}""")]
    [InlineData("""{"id": "a", "gold": "1", "pred": "1", "options": {"lowercase": true, "lowercase": false}}""")]
    [InlineData("""{"id": "a", "gold": "1", "pred": "1", "extraction": 5}""")]
    [InlineData("""{"id": "a", "gold": "1", "pred": "1", "options": []}""")]
    [InlineData("""{"id": "a", "gold": "1", "pred": "1", "options": {"float_rounding": 1000000}}""")]
    [InlineData("""{"id": "a", "gold": "A", "pred": "B", "extraction": "string"}""")]
    [InlineData("""{"id": "a", "gold": "A", "pred": "B", "extraction": "string", "options": {"strings": [""]}}""")]
    [InlineData("""{"id": "a", "gold": "\ud800", "pred": "1"}""")]
    public void A_row_that_is_no_pair_is_named_with_its_line(string row)
    {
        using TemporaryFolder folder = new();
        string pairs = Path.Combine(folder.Path, "pairs.jsonl");
        File.WriteAllText(pairs, "{\"id\": \"ok\", \"gold\": \"1\", \"pred\": \"1\"}\n" + row);

        UserError failure = Assert.Throws<UserError>(() => StageProgram.Invoke("answers", "--pairs", pairs));

        Assert.Equal(("EMPO4032", pairs, 2), (failure.Code, failure.File, failure.Line));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \n")]
    public void A_file_without_pairs_is_refused(string content)
    {
        using TemporaryFolder folder = new();
        string pairs = Path.Combine(folder.Path, "pairs.jsonl");
        File.WriteAllText(pairs, content);

        Assert.Equal("EMPO4031", Assert.Throws<UserError>(() => StageProgram.Invoke("answers", "--pairs", pairs)).Code);
    }

    [Fact]
    public void A_row_without_end_is_refused()
    {
        using TemporaryFolder folder = new();
        string pairs = Path.Combine(folder.Path, "pairs.jsonl");
        File.WriteAllText(pairs, new string(' ', (1 << 24) + (1 << 17)));

        Assert.Equal("EMPO2070", Assert.Throws<UserError>(() => StageProgram.Invoke("answers", "--pairs", pairs)).Code);
    }

    [Theory]
    [InlineData("none", "the answer is 5", "the answer is 5", true)]
    [InlineData("none", "5", "the answer is 5", false)]
    [InlineData("boxed", "5", @"so \\boxed{5}", true)]
    [InlineData("boxed", "5", "the answer is 5", false)]
    [InlineData("boxed", "5", "5", false)] // only the reference may be bare
    [InlineData("boxed", @"as \\boxed{5}", @"so \\boxed{5}", true)]
    [InlineData("boxed-or-phrase", "5", "the answer is 5", true)]
    [InlineData("any", "5", "we find 5", true)]
    [InlineData("choice", "C", "The answer is (C).", true)]
    [InlineData("choice", "(C)", "The answer is (C).", true)]
    [InlineData("both", "$5$", "we find 5", true)]
    [InlineData("latex", "$5$", "we find $5$", true)]
    [InlineData("expr", "5", "we find 5", true)]
    public void A_row_or_the_call_says_how_answers_are_found(string extraction, string gold, string pred, bool areEqual)
    {
        Assert.Equal(areEqual, EqualIn($$"""{"gold": "{{gold}}", "pred": "{{pred}}", "extraction": "{{extraction}}"}"""));
        Assert.Equal(areEqual, EqualIn($$"""{"gold": "{{gold}}", "pred": "{{pred}}"}""", "--extraction", extraction));
    }

    [Fact]
    public void A_row_has_the_last_word_on_how_its_answers_are_found() =>
        Assert.False(EqualIn("""{"gold": "5", "pred": "the answer is 5", "extraction": "none"}""", "--extraction", "any"));

    [Fact]
    public void A_row_with_an_unknown_policy_is_named_with_its_line()
    {
        UserError failure = Assert.Throws<UserError>(() => EqualIn("""{"gold": "5", "pred": "5", "extraction": "bare"}"""));

        Assert.Equal(("EMPO2043", 1), (failure.Code, failure.Line));
        Assert.Contains("none, boxed, boxed-or-phrase, any, choice", failure.Message, StringComparison.Ordinal);
    }

    private static bool EqualIn(string row, params string[] more)
    {
        using TemporaryFolder folder = new();
        string pairs = Path.Combine(folder.Path, "pairs.jsonl");
        File.WriteAllText(pairs, row);
        string output = StageProgram.Invoke(["answers", "--pairs", pairs, .. more]);
        return (bool)JsonNode.Parse(output)!["equal"]!;
    }
}
