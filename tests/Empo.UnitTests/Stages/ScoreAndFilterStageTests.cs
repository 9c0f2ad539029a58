using Empo.Experiments.Execution;
using Empo.Experiments.Storage;
using Empo.Stages.Artifacts;
using Empo.Stages.Programs;

namespace Empo.UnitTests.Stages;

/// <summary>Five questions through score and filter; the first is case G1 of the numeric reference cases.</summary>
public sealed class ScoreAndFilterStageTests : IDisposable
{
    private static readonly string?[] Mixed = ["12", "12", "12", "7", null, null, "12.0", "3"];
    private static readonly string?[] Unanimous = ["5", "5", "5", "5", "5", "5", "5.0", "5"];
    private static readonly string?[] Different = ["1", "2", "3", "4", "5", "6", "7", null];
    private static readonly string?[] Split = ["1", "2", "1", "2", "1", "2", "1", "2"];
    private static readonly string?[] Silent = [null, null, null, null, null, null, null, null];

    private readonly StageBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void One_question_gets_the_answers_clusters_and_rewards_of_the_reference_case()
    {
        Score();

        var rows = Scores().Where(row => row.QuestionId == "q0").ToArray();
        Assert.Equal(Mixed, rows.Select(row => row.Answer));
        Assert.Equal([0, 0, 0, 1, 2, 3, 0, 4], rows.Select(row => row.Cluster));
        Assert.Equal([0.5, 0.5, 0.5, 0.125, 0.125, 0.125, 0.5, 0.125], rows.Select(row => row.Probability));
        Assert.Equal([0.5, 0.5, 0.5, 0.125, 0, 0, 0.5, 0.125], rows.Select(row => row.Reward));
    }

    [Fact]
    public void Its_group_row_holds_entropy_majority_and_silence()
    {
        Score();

        var row = ArtifactTable.Read(_bench.Output("score", "groups.parquet"), GroupRow.Schema)[0];
        Assert.Equal(
            ("q0", 8, 5, 0.5, "12", 0.25),
            (row.QuestionId, row.Samples, row.Clusters, row.MajorityShare, row.MajorityAnswer, row.NoAnswerShare)
        );
        Assert.Equal(1.386294, row.SemanticEntropy, 6);
    }

    [Fact]
    public void Filter_keeps_the_mixed_groups_with_the_advantages_of_the_reference_case()
    {
        Score();

        Filter();

        var rows = Selection().Where(row => row.QuestionId == "q0").ToArray();
        double[] expected = [0.916505, 0.916505, 0.916505, -0.654647, -1.178364, -1.178364, 0.916505, -0.654647];
        Assert.All(rows.Zip(expected), pair => Assert.Equal(pair.Second, pair.First.Advantage, 6));
        Assert.All(rows, row => Assert.Equal((true, "kept"), (row.Kept, row.Reason)));
    }

    [Fact]
    public void Every_dropped_question_has_a_reason_and_no_weight()
    {
        Score();

        Filter();

        Assert.Equal(
            [("q0", "kept"), ("q1", "unanimous"), ("q2", "all_different"), ("q3", "kept"), ("q4", "all_different")],
            Selection().DistinctBy(row => row.QuestionId).Select(row => (row.QuestionId, row.Reason)));
        Assert.All(Selection().Where(row => !row.Kept), row => Assert.Equal(0, row.Advantage));
    }

    [Theory]
    [InlineData(1, new[] { "kept", "surplus", "surplus", "surplus", "surplus" }, 0)]
    [InlineData(2, new[] { "kept", "unanimous", "all_different", "kept", "surplus" }, 0)]
    [InlineData(3, new[] { "kept", "unanimous", "all_different", "kept", "all_different" }, 1)]
    public void What_is_drawn_after_the_round_is_full_is_surplus_acceptable_or_not_and_a_shortfall_is_told(
        int most,
        string[] reasons,
        int shortfall
    )
    {
        Score();

        var context = _bench.With("rollout.questions", $"{most}").Input("scores", _bench.Output("score", "scores.parquet"))
            .Input("groups", _bench.Output("score", "groups.parquet")).Run("filter", 1, FilterStage.Run);

        Assert.Equal(reasons, Selection().DistinctBy(row => row.QuestionId).Select(row => row.Reason));
        Assert.Equal(
            (reasons.Count(reason => reason == "kept"), 5, shortfall),
            (context.Metrics["kept"], context.Metrics["questions"], context.Metrics["shortfall"])
        );
        Assert.Equal(shortfall > 0, _bench.Log.Lines.Any(line => line.Contains("shortfall=1", StringComparison.Ordinal)));
    }

    [Fact]
    public void Metrics_are_means_over_questions()
    {
        var context = Score();

        // H of the five groups: 2 ln 2, 0, ln 8, ln 2, ln 8.
        Assert.Equal(((2 * Math.Log(2)) + (2 * Math.Log(8)) + Math.Log(2)) / 5, context.Metrics["semantic_entropy"], 9);
        Assert.Equal((0.5 + 1 + 0.125 + 0.5 + 0.125) / 5, context.Metrics["majority_share"], 9);
        Assert.Equal((0.25 + 0.125 + 1) / 5, context.Metrics["no_answer"], 9);
    }

    [Fact]
    public void The_reward_correct_reads_the_labels_and_reports_accuracy()
    {
        var answers = _bench.File("answers.parquet");
        ArtifactTable.Write(
            answers,
            AnswerRow.Schema,
            [.. Enumerable.Range(0, 5).Select(i => new AnswerRow { QuestionId = $"q{i}", Answer = i == 0 ? "24/2" : "5" })]
        );

        var context = _bench
            .With("score.reward", "correct")
            .Input("rollouts", Rollouts())
            .Input("answers", answers)
            .Run("score", 1, ScoreStage.Run);

        Assert.Equal([1, 1, 1, 0, 0, 0, 1, 0], Scores().Where(row => row.QuestionId == "q0").Select(row => row.Reward));
        Assert.Equal((4 + 8 + 1) / 40.0, context.Metrics["accuracy"], 9);
        Assert.Equal(2 / 5.0, context.Metrics["majority_accuracy"], 9);
    }

    [Fact]
    public void A_question_without_a_label_is_a_coded_error_under_the_reward_correct()
    {
        var answers = _bench.File("answers.parquet");
        ArtifactTable.Write(answers, AnswerRow.Schema, []);

        var failure = Assert.Throws<UserError>(() =>
            _bench.With("score.reward", "correct").Input("rollouts", Rollouts()).Input("answers", answers).Run("score", 1, ScoreStage.Run)
        );

        Assert.Equal("EMPO2015", failure.Code);
    }

    [Fact]
    public void The_bytes_of_score_and_filter_are_those_of_the_format_version()
    {
        Score();
        Filter();

        // A change here changes what every store holds: raise the stage's format version with it.
        Assert.Equal(
            ApprovedDigests,
            string.Join(' ', Digest("score", "scores.parquet"), Digest("score", "groups.parquet"), Digest("filter", "selection.parquet"))
        );
    }

    private const string ApprovedDigests = "06ba92a79f5a8051 29d765854550a430 440e40432357b61c";

    private string Digest(string stage, string name) => Sha256Digest.OfFile(_bench.Output(stage, name))[..16];

    private StageContext Score() => _bench.Input("rollouts", Rollouts()).Run("score", 1, ScoreStage.Run);

    private void Filter() =>
        _bench
            .Input("scores", _bench.Output("score", "scores.parquet"))
            .Input("groups", _bench.Output("score", "groups.parquet"))
            .Run("filter", 1, FilterStage.Run);

    private IReadOnlyList<ScoreRow> Scores() => ArtifactTable.Read(_bench.Output("score", "scores.parquet"), ScoreRow.Schema);

    private IReadOnlyList<SelectionRow> Selection() =>
        ArtifactTable.Read(_bench.Output("filter", "selection.parquet"), SelectionRow.Schema);

    /// <summary>An index over two chunks, samples 0–3 and 4–7 of all questions.</summary>
    private string Rollouts() =>
        ImportedRollouts.Write(_bench.Chunks, _bench.File("rollouts.parquet"), 4, Mixed, Unanimous, Different, Split, Silent);
}
