using System.Text.Json.Nodes;
using Empo.Method.Answers;

namespace Empo.UnitTests.Method.Answers;

/// <summary>The labelled pairs, where they are at hand: the thresholds that this reader promises.</summary>
public sealed class LabelledPairsTests
{
    private static readonly string? Data = Environment.GetEnvironmentVariable("EMPO_TEST_DATA");

    [Fact]
    public void Ninety_eight_in_a_hundred_pairs_and_ninety_nine_of_the_real_ones_agree_with_their_label()
    {
        IReadOnlyList<(JsonNode Row, bool IsRight)> verdicts = Judge("cases.jsonl");

        Assert.True(Share(verdicts) >= 0.98, $"{Share(verdicts):P2} of all pairs");
        Assert.True(Share([.. verdicts.Where(verdict => (string?)verdict.Row["tier"] == "real_gold")]) >= 0.99);
        Assert.All(
            verdicts.GroupBy(verdict => (string?)verdict.Row["category"]).Where(category => category.Count() >= 20),
            category => Assert.True(Share([.. category]) >= 0.93, $"{category.Key}: {Share([.. category]):P2}"));
    }

    [Fact]
    public void Nine_in_ten_pairs_on_which_the_Python_reference_errs_are_judged_as_mathematics_has_it() =>
        Assert.True(Share(Judge("peer_wrong.jsonl")) >= 0.9);

    /// <summary>Pairs written kind by kind; the answers among them that stand for themselves, whose extraction is not at issue.</summary>
    [Fact]
    public void Of_the_bare_pairs_written_kind_by_kind_none_is_equal_by_mistake()
    {
        IReadOnlyList<(JsonNode Row, bool IsRight)> verdicts =
        [
            .. Judge("cases2.jsonl").Where(verdict => (string?)verdict.Row["extraction"] == "none"),
        ];

        Assert.Empty(
            verdicts
                .Where(verdict => !verdict.IsRight && !(bool)verdict.Row["expected"]!)
                .Select(verdict => $"{verdict.Row["gold"]} | {verdict.Row["pred"]}")
        );
        Assert.True(
            Share(verdicts) >= 0.98,
            string.Join(
                "; ",
                verdicts.Where(verdict => !verdict.IsRight).Select(verdict => $"{verdict.Row["gold"]} | {verdict.Row["pred"]}")
            )
        );
        Assert.All(verdicts.GroupBy(verdict => (string?)verdict.Row["kind"]).Where(kind => kind.Count() >= 5), kind =>
            Assert.True(Share([.. kind]) >= 0.9, $"{kind.Key}: {Share([.. kind]):P2}")
        );
    }

    [Fact]
    public void Of_answers_that_must_be_found_in_a_response_ninety_six_in_a_hundred_are_judged_right_and_none_is_a_false_equal()
    {
        IReadOnlyList<(JsonNode Row, bool IsRight)> verdicts =
        [
            .. Judge("cases2.jsonl").Where(verdict => (string?)verdict.Row["extraction"] != "none"),
        ];

        Assert.True(Share(verdicts) >= 0.96, $"{Share(verdicts):P2} of {verdicts.Count}");
        Assert.All(verdicts.Where(verdict => !(bool)verdict.Row["expected"]!), verdict =>
            Assert.True(verdict.IsRight, verdict.Row.ToJsonString())
        );
    }

    private static IReadOnlyList<(JsonNode Row, bool IsRight)> Judge(string file)
    {
        string path = Path.Combine(Data ?? "", "equivalence", file);
        Assert.SkipUnless(Data is not null && File.Exists(path), "EMPO_TEST_DATA does not name a folder with equivalence/" + file + ".");

        return
        [
            .. File.ReadLines(path)
                .Select(line => JsonNode.Parse(line)!)
                .Select(row => (row, PairOf(row).Judge(TestContext.Current.CancellationToken).AreEqual == (bool)row["expected"]!)),
        ];
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

    private static double Share(IReadOnlyList<(JsonNode Row, bool IsRight)> verdicts) =>
        (double)verdicts.Count(verdict => verdict.IsRight) / verdicts.Count;
}
