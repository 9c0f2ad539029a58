using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Stages.Artifacts;
using Empo.Stages.Checkpoints;
using Empo.Stages.Programs;
using Empo.Stages.Sampling;
using Empo.Stages.Scoring;
using Empo.UnitTests.Checkpoints;
using Empo.UnitTests.Distribution;
using Empo.UnitTests.Stages;
using static TorchSharp.torch;

namespace Empo.UnitTests.RewardModels;

/// <summary>The score stage with a reward model, alone and as a summand, by one process and by several ranks.</summary>
[Collection("torch")]
public sealed class ModelRewardStageTests : IDisposable
{
    private static readonly string?[] First = ["12", "12", "7", null], Second = ["12", "8", "8", "a much longer answer than these"];
    private static readonly string[] Questions = ["What is 5 + 7?", "What is 4 + 4?"];

    private readonly StageBench _bench = new();
    private readonly ModelFolder _folder = RewardModelFiles.Create();

    public void Dispose()
    {
        _folder.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public void Alone_the_scores_are_the_rewards_also_of_a_response_without_an_answer()
    {
        _bench.With("score.reward", "model");

        var context = Run();

        Near(Expected(0), Rewards("q0"));
        Near(Expected(1), Rewards("q1"));
        Assert.Equal(Expected(0).Concat(Expected(1)).Average(), context.Metrics["model_score"], 1e-5);
        Assert.Equal(context.Metrics["model_score"], context.Metrics["reward"], 1e-9);
    }

    [Fact]
    public void Equal_responses_have_equal_bits()
    {
        _bench.With("score.reward", "model");

        Run();

        Assert.Equal(Rewards("q0")[0], Rewards("q0")[1]);
        Assert.Equal(Rewards("q1")[1], Rewards("q1")[2]);
        Assert.True(Rewards("q0").Distinct().Count() == 3);
    }

    [Fact]
    public void In_a_sum_it_is_added_to_the_cluster_share_by_its_weight()
    {
        _bench.With("score.reward", "weighted").With("score.weights.empo", "2").With("score.weights.model", "-0.5");
        var scores = Expected(0);
        double[] sum = [1 - (scores[0] / 2), 1 - (scores[1] / 2), 0.5 - (scores[2] / 2)];

        Run();

        // A missing answer earns no more than 0 (score.no_answer) and the least of its group's answers.
        Near([.. sum, new[] { 0.5 - (scores[3] / 2), 0, sum.Min() }.Min()], Rewards("q0"));
        Near(Enumerable.Zip([0.5, 1, 1, 0.5], Expected(1), (share, score) => share - (score / 2)), Rewards("q1"));
    }

    [Fact]
    public void Other_rewards_open_no_model()
    {
        _bench.With("score.reward", "weighted").With("score.weights.empo", "2");

        var context = Run(_bench.File("nowhere"));

        Near([1, 1, 0.5, 0], Rewards("q0"));
        Assert.False(context.Metrics.ContainsKey("model_score"));
    }

    [Fact]
    public void A_score_that_is_no_number_is_refused_with_its_response()
    {
        _bench.With("score.reward", "model");
        _folder.Rename(name => name == RewardHead.Name ? null : name);
        _folder.Store(_ => ScalarType.Float32, (RewardHead.Name, full([1, 32], float.NaN)));

        var failure = Assert.Throws<UserError>(() => Run());

        Assert.Equal("EMPO4153", failure.Code);
        Assert.Contains("response 0 of question q0 is no finite number (6 of 6 scores)", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("q1", "")] // a recording of token ids only
    [InlineData("q7", "of another dataset")]
    public void A_question_without_text_is_refused(string id, string text)
    {
        _bench.With("score.reward", "model");
        var bench = Inputs();
        ArtifactTable.Write(
            _bench.File("questions.parquet"),
            QuestionRow.Schema,
            [Question("q0", Questions[0]), Question(id, text)]
        );

        var failure = Assert.Throws<UserError>(() => bench.Run("score", 1, ScoreStage.Run));

        Assert.Equal("EMPO4155", failure.Code);
        Assert.Contains("Question q1 has no text", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Ranks_share_the_passes_and_get_the_rewards_of_one_process(int size)
    {
        _bench.With("score.reward", "model");
        Run();
        var expected = Rewards("q0").Concat(Rewards("q1")).ToArray();
        var request = Inputs().Request("score", 1);

        ThreadRanks.Run(size, ranks =>
        {
            var context = new StageContext(request, Path.GetDirectoryName(_bench.Output("score", "x"))!, _bench.Chunks, _bench.Log, default)
            {
                Ranks = ranks,
            };
            StagePrograms.Find("score", () => new PolicyMemory(CPU), new Empo.Stages.Imports.RecordingMemory())(context);
        });

        Assert.Equal(expected, Rewards("q0").Concat(Rewards("q1")));
    }

    [Fact]
    public void The_stage_asks_for_a_device()
    {
        var asked = 0;
        _bench.With("score.reward", "model");
        var request = Inputs().Request("score", 1);
        var folder = Path.GetDirectoryName(_bench.Output("score", "x"))!;
        Directory.CreateDirectory(folder);
        var context = new StageContext(request, folder, _bench.Chunks, _bench.Log, TestContext.Current.CancellationToken);

        PolicyMemory Policies()
        {
            asked++;
            return new PolicyMemory(CPU);
        }

        Assert.True(StagePrograms.NeedsModel(context)); // so that ranks compute it
        StagePrograms.Find("score", Policies, new Empo.Stages.Imports.RecordingMemory())(context);

        Assert.True(asked > 0);
    }

    /// <summary>Each response alone, by the parts of the stage.</summary>
    private double[] Expected(int question)
    {
        var conversation = RewardConversation.Open(_folder.Path, null);
        using var model = ScoringModel.Load(_folder.Path, CPU, null);
        return
        [
            .. (question == 0 ? First : Second).Select(answer => (double)model.Scores(
                [conversation.Tokens(Questions[question], answer is null ? "no idea" : $"so \\boxed{{{answer}}}", "it")]
            )[0]),
        ];
    }

    private StageContext Run(string? folder = null)
    {
        set_num_threads(1);
        return Inputs(folder).Run("score", 1, ScoreStage.Run);
    }

    private StageBench Inputs(string? folder = null)
    {
        var questions = _bench.File("questions.parquet");
        ArtifactTable.Write(
            questions,
            QuestionRow.Schema,
            [.. Questions.Select((text, i) => Question($"q{i}", text))]
        );
        return _bench
            .Input(InputRole.RewardModel, folder ?? _folder.Path)
            .Input(InputRole.Questions, questions)
            .Input(InputRole.Rollouts, ImportedRollouts.Write(_bench.Chunks, _bench.File("rollouts.parquet"), 4, First, Second));
    }

    private static QuestionRow Question(string id, string text) =>
        new()
        {
            QuestionId = id,
            Source = "s",
            Text = text,
            PromptTokenIds = [1],
        };

    private double[] Rewards(string question) =>
        [
            .. ArtifactTable
                .Read(_bench.Output("score", "scores.parquet"), ScoreRow.Schema)
                .Where(row => row.QuestionId == question)
                .Select(row => row.Reward),
        ];

    private static void Near(IEnumerable<double> expected, IEnumerable<double> actual)
    {
        var (wanted, found) = (expected.ToArray(), actual.ToArray());
        Assert.Equal(wanted.Length, found.Length);
        Assert.All(wanted.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }
}
