using Empo.Method.Answers;
using Empo.Stages.Artifacts;
using Empo.Stages.Programs;
using Empo.Stages.Review;
using Empo.UnitTests.Verbs;

namespace Empo.UnitTests.Stages;

/// <summary>From suspicious questions to people's decisions to what the filter makes of them.</summary>
public sealed class ReviewTests : IDisposable
{
    private readonly StageBench _bench = new();
    private double _corrected;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_majority_answer_that_many_questions_share_is_listed_with_their_number()
    {
        GroupRow[] round =
        [
            .. Enumerable.Range(0, 3).Select(i => Group($"q{i}", "60", 0.9)),
            Group("q3", "60.0", 0.3),
            Group("q4", "7", 0.9),
            Group("q5", "8", 0.9),
        ];

        var rows = List((1, round));

        Assert.Equal(["q0", "q1", "q2"], rows.Select(row => row.QuestionId));
        Assert.All(rows, row => Assert.Equal(["3 questions of the round agree on this answer"], row.Reasons));
    }

    [Fact]
    public void Choice_letters_are_no_common_answers() =>
        Assert.Empty(List((1, [.. Enumerable.Range(0, 64).Select(i => Group($"q{i}", "ABCD"[i % 4].ToString(), 0.9))])));

    [Theory]
    [InlineData("12", 0.9, "13", 0.8, "the majority answer was 12 in round 1")]
    [InlineData("12", 0.9, "12.0", 0.35, "90 % agreed in round 1; only 35 % agree")]
    [InlineData("12", 0.35, "12.0", 0.9, null)] // more agreement is what training is for
    [InlineData("12", 0.9, "12.0", 0.8, null)]
    [InlineData("12", 0.4, "13", 0.6, null)]
    public void A_question_that_swings_between_rounds_is_listed(
        string before,
        double beforeShare,
        string after,
        double afterShare,
        string? reasons
    )
    {
        var rows = List((1, [Group("q", before, beforeShare)]), (5, [Group("q", after, afterShare)]));

        Assert.Equal(reasons is null ? [] : [reasons], rows.Select(row => string.Join("; ", row.Reasons)));
    }

    /// <summary>Nine responses agree, seven do not; a row is listed by signs of together at least 3.</summary>
    [Theory]
    [InlineData(8, 31, -0.1, -0.1, 0.9, false, false)] // shorter alone
    [InlineData(8, 31, -0.1, -0.1, 0.7, false, true)] // and a narrow majority
    [InlineData(8, 31, -0.1, -0.1, 0.9, true, true)] // and copied from the question
    [InlineData(8, 31, -0.5, -0.1, 0.9, false, true)] // and less likely
    [InlineData(31, 31, -0.5, -0.1, 0.7, false, true)]
    [InlineData(31, 31, -0.1, -0.1, 0.3, true, false)]
    [InlineData(30, 31, -0.1, -0.1, 0.7, false, false)] // about as long
    [InlineData(8, 31, double.NaN, -0.1, 0.9, false, false)] // a server without log-probabilities
    public void Agreement_of_guesses_is_listed(
        int length,
        int others,
        double logProb,
        double otherLogProb,
        double share,
        bool copied,
        bool listed
    )
    {
        var evidence = Evidence(9, (length, logProb), 7, (others, otherLogProb));
        var rows = ReviewList.Of(
            [new ReviewedRound(1, [Group("q", "71", share)], new Dictionary<string, AgreementEvidence> { ["q"] = evidence! })],
            new Dictionary<string, string> { ["q"] = copied ? "Eva has 71 coins" : "Eva has coins" },
            new CanonicalEquivalence()
        );

        Assert.Equal(listed, rows.Count == 1);
        Assert.All(rows, row => Assert.InRange(row.Weight, 3, 6));
    }

    [Fact]
    public void One_response_that_disagrees_is_no_evidence()
    {
        Assert.Null(Evidence(15, (8, -0.5), 1, (31, -0.1)));
        Assert.Null(Evidence(16, (8, -0.5), 0, (31, -0.1)));
        Assert.Equal((8, 31, 14, 2), Evidence(14, (8, -0.5), 2, (31, -0.1)) is { } some
            ? (some.Length, some.OtherLength, some.Agreeing, some.Others)
            : default);
    }

    [Fact]
    public void Only_the_newest_rounds_are_listed()
    {
        static GroupRow[] Round(int round) =>
            [.. Enumerable.Range(0, 100).Select(i => Group($"{round} {i}", i < 40 ? "60" : $"{1000 + i}", 0.9))];

        var rows = List((1, Round(1)), (2, Round(2)), (3, Round(3)));

        Assert.Equal(80, rows.Count);
        Assert.All(rows, row => Assert.NotEqual(1, row.Round));
        Assert.Equal(0, ReviewList.FirstListed([1000]));
        Assert.Equal(1, ReviewList.FirstListed([1000, 128]));
        Assert.Equal(0, ReviewList.FirstListed([3, 3]));
    }

    [Fact]
    public void Decisions_win_over_thresholds_and_rewards()
    {
        File.WriteAllText(
            _bench.File("reviewed.csv"),
            "question_id,decision,note\nq0,correct: 7,\"the majority, 12, is wrong\"\nq1,drop,\nq2,keep,\nq3,,not yet\n"
        );

        var rows = Filter("reviewed.csv").ToLookup(row => row.QuestionId);

        Assert.Equal(
            ("kept", "review", "kept", "kept"),
            (rows["q0"].First().Reason, rows["q1"].First().Reason, rows["q2"].First().Reason, rows["q3"].First().Reason)
        );
        // Of 12 12 12 7 the person says 7: three below the mean, one above it.
        Assert.Equal([-1, -1, -1, 1], rows["q0"].Select(row => Math.Sign(row.Advantage)));
        Assert.All(rows["q1"], row => Assert.Equal(0, row.Advantage));
        Assert.Equal(1, _corrected);
    }

    [Theory]
    [InlineData("question_id,decision\nq0,maybe\n", 2, "'maybe' is not a decision")]
    [InlineData("question_id,decision\nq0,correct:\n", 2, "'correct:' is not a decision")]
    [InlineData("question_id,decision\nq0,keep\n\nq0,drop\n", 4, "q0 has a decision already")]
    [InlineData("question,decision\nq0,keep\n", 1, "no column 'question_id'")]
    [InlineData("question_id,verdict\n", 1, "no column 'decision'")]
    [InlineData("", 1, "no column 'question_id'")]
    public void A_decision_that_cannot_be_understood_is_refused_with_its_line(string text, int line, string why)
    {
        File.WriteAllText(_bench.File("reviewed.csv"), text);

        var failure = Assert.Throws<UserError>(() => Filter("reviewed.csv"));

        Assert.Equal(("EMPO4027", line), (failure.Code, failure.Line));
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decisions_for_no_question_are_named_with_their_lines()
    {
        File.WriteAllText(_bench.File("reviewed.csv"), "question_id,decision\nq1,drop\nq8,keep\nq2,\nq9,drop\n");
        ArtifactTable.Write(
            _bench.File("questions.parquet"),
            QuestionRow.Schema,
            [
                new QuestionRow
                {
                    QuestionId = "q1",
                    Source = "s",
                    Text = "How much?",
                    PromptTokenIds = [1],
                },
            ]
        );

        var (exit, _, errors) = StageProgram.Run(
            "decisions",
            "--file", _bench.File("reviewed.csv"),
            "--questions", _bench.File("questions.parquet")
        );

        Assert.Equal(0, exit);
        Assert.StartsWith(
            $"{_bench.File("reviewed.csv")}(3,1): warning EMPO4034: 2 of 3 decisions are for no training question of this "
                + "experiment and change nothing: lines 3, 5.",
            errors,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_sheet_keeps_what_was_decided_and_questions_that_are_no_longer_listed()
    {
        var rows = List((1, [.. Enumerable.Range(0, 3).Select(i => Group($"q{i}", "60", 0.9))]));

        var text = ReviewSheet.Text(
            rows,
            new Dictionary<string, string> { ["q7"] = "How much?" },
            new Dictionary<string, string[]>(),
            new Dictionary<string, string> { ["q1"] = "correct: 7", ["q7"] = "drop" }
        );
        File.WriteAllText(_bench.File("review.csv"), text);

        var decisions = ReviewDecisions.Read(_bench.File("review.csv"));
        Assert.Equal([("q1", "correct: 7"), ("q7", "drop")], decisions.Select(decision => (decision.Key, decision.Value.Text)));
        Assert.EndsWith("\nq7,drop,decided before,,,,,How much?,,,\n", text, StringComparison.Ordinal);
    }

    private static IReadOnlyList<ReviewRow> List(params (int Round, IReadOnlyList<GroupRow> Groups)[] rounds) =>
        ReviewList.Of(
            [.. rounds.Select(round => new ReviewedRound(round.Round, round.Groups, new Dictionary<string, AgreementEvidence>()))],
            new Dictionary<string, string>(),
            new CanonicalEquivalence()
        );

    /// <summary>Some responses of one cluster, and others that all differ, each kind with its length and log-probability a token.</summary>
    private static AgreementEvidence? Evidence(
        int agreeing,
        (int Length, double LogProb) agreed,
        int others,
        (int Length, double LogProb) other
    )
    {
        static RolloutRow Sample(int index, (int Length, double LogProb) kind) =>
            new()
            {
                QuestionId = "q",
                SampleIndex = index,
                PromptTokenIds = [],
                TokenIds = new int[kind.Length],
                LogProbs = [.. Enumerable.Repeat((float)kind.LogProb, kind.Length)],
                TokenEntropies = [],
                SelfCertainties = [],
                FinishReason = "stop",
                Text = "",
            };
        static ScoreRow Score(int index, int cluster) =>
            new()
            {
                QuestionId = "q",
                SampleIndex = index,
                Cluster = cluster,
                Probability = 0,
                Reward = 0,
            };
        var all = Enumerable.Range(0, agreeing + others).ToList();
        return AgreementEvidence.Of(
            all.Select(i => Score(i, i < others ? i : others)),
            [.. all.Select(i => Sample(i, i < others ? other : agreed))]
        );
    }

    private static GroupRow Group(string question, string answer, double share) =>
        new()
        {
            QuestionId = question,
            Samples = 16,
            Clusters = 3,
            SemanticEntropy = 1,
            MajorityShare = share,
            MajorityAnswer = answer,
            NoAnswerShare = 0,
        };

    private IReadOnlyList<SelectionRow> Filter(string decisions)
    {
        var index = ImportedRollouts.Write(
            _bench.Chunks,
            _bench.File("rollouts.parquet"),
            4,
            ["12", "12", "12", "7"],
            ["1", "1", "2", "2"],
            ["5", "5", "5", "5"],
            ["1", "1", "1", "2"]
        );
        _bench.Input("rollouts", index).Run("score", 1, ScoreStage.Run);
        _bench
            .Input("scores", _bench.Output("score", "scores.parquet"))
            .Input("groups", _bench.Output("score", "groups.parquet"))
            .Input("decisions", _bench.File(decisions));
        _corrected = _bench.Run("filter", 1, FilterStage.Run).Metrics["corrected"];
        return ArtifactTable.Read(_bench.Output("filter", "selection.parquet"), SelectionRow.Schema);
    }
}
