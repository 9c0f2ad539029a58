using Empo.Stages.Artifacts;
using Empo.Stages.Programs;

namespace Empo.UnitTests.Stages;

/// <summary>Two rounds of four questions: first every question has its own majority, then all agree on one answer.</summary>
public sealed class GuardStageTests : IDisposable
{
    private static readonly string?[][] Good =
    [
        ["1", "1", "2", null],
        ["3", "3", "3", "4"],
        ["5", "5", "6", "6"],
        ["7", "7", "7", "7"],
    ];
    private static readonly string?[][] Collapsed =
    [
        ["60", "60", "60", "60"],
        ["60", "60", "60.0", "60"],
        ["60", "60", "60", "60"],
        ["60", "60", "60", "6"],
    ];

    private readonly StageBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Indicators_tell_agreement_on_one_answer_from_agreement_on_each_question()
    {
        var good = Guard(1, Good);
        var collapsed = Guard(2, Collapsed);

        Assert.Equal((1.0, 0.25), (good["distinct_majorities"], collapsed["distinct_majorities"]));
        Assert.True(good["majority_share"] < collapsed["majority_share"]);
        Assert.True(good["information"] > 0.3, $"{good["information"]}");
        Assert.InRange(collapsed["information"], -0.05, 0.05);
        Assert.Equal(4, good["questions"]);
        Assert.Equal(1 / 16.0, good["no_answer"], 12);
    }

    /// <summary>Question 0 mentions 1 and 2 and so its three answers of the fifteen that there are; the others mention no number.</summary>
    [Fact]
    public void Answers_that_repeat_a_part_of_their_question_are_counted() =>
        Assert.Equal((3 / 15.0, 0.0), (Guard(1, Good)["copied"], Guard(2, Collapsed)["copied"]));

    [Fact]
    public void A_round_adds_its_rows_to_those_before_it_and_takes_slopes_over_them()
    {
        var first = Guard(1, Good);
        File.Copy(_bench.Output("guard", "indicators.parquet"), _bench.File("earlier.parquet"));
        var second = Guard(2, Collapsed, _bench.File("earlier.parquet"));

        var rows = ArtifactTable.Read(_bench.Output("guard", "indicators.parquet"), IndicatorRow.Schema);
        Assert.Equal([1, 2], rows.Where(row => row.Indicator == "semantic_entropy").Select(row => row.Round));
        Assert.Equal(second["semantic_entropy"] - first["semantic_entropy"], second["semantic_entropy_slope"], 12);
        Assert.Equal((1.0, second["length"] / first["length"]), (first["length_change"], second["length_change"]));
    }

    private string Questions()
    {
        ArtifactTable.Write(_bench.File("questions.parquet"), QuestionRow.Schema, [.. Enumerable.Range(0, 4).Select(q => new QuestionRow
        {
            QuestionId = $"q{q}",
            Source = "test",
            Text = q == 0 ? "Ann has 1 and 2." : "How many?",
            PromptTokenIds = [1, 2],
        })]);
        return _bench.File("questions.parquet");
    }

    private IReadOnlyDictionary<string, double> Guard(int round, string?[][] answers, string? earlier = null)
    {
        var index = ImportedRollouts.Write(_bench.Chunks, _bench.File($"rollouts-{round}.parquet"), 4, answers);
        _bench.Input("rollouts", index).Run("score", round, ScoreStage.Run);
        var bench = _bench
            .Input("rollouts", index)
            .Input("scores", _bench.Output("score", "scores.parquet"))
            .Input("groups", _bench.Output("score", "groups.parquet"))
            .Input("questions", Questions());
        return (earlier is null ? bench : bench.Input("earlier", earlier)).Run("guard", round, GuardStage.Run).Metrics;
    }
}
