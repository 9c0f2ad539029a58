using Empo.Experiments.Execution;
using Empo.Stages.Artifacts;
using Empo.Stages.Checkpoints;
using Empo.Stages.Judging;
using Empo.Stages.Programs;
using Empo.Stages.Sampling;
using Empo.UnitTests.Stages;
using TorchSharp;

namespace Empo.UnitTests.Judging;

/// <summary>The score stage with a model folder as judge: whom it asks, what it keeps, and what the clusters are.</summary>
[Collection("torch")]
public sealed class ModelJudgedScoreTests : IDisposable
{
    private const string Question = "What is a horse?";

    private static readonly string?[] Words =
    [
        "a quadruped", "an animal", "a fish", null, "A quadruped.", "four-legged", "something to ride", "equus", "no idea at all",
        "a very large and friendly animal",
    ];

    private readonly StageBench _bench = new();
    private readonly LoadedPolicy _model = ModelJudgeTests.Model();

    public ModelJudgedScoreTests() => SaveJudge("judge");

    public void Dispose()
    {
        _model.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public void Clusters_are_those_of_the_models_verdicts_and_no_pair_is_judged_twice()
    {
        var first = Score("judge");
        var clusters = Clusters();
        var again = Score("judge");

        Assert.Equal(Expected(both: false), clusters);
        Assert.InRange(clusters.Distinct().Count(), 3, Words.Length - 2); // it says Yes to some and No to others
        Assert.True(first.Metrics["judged_pairs"] > 0);
        Assert.Equal(0, again.Metrics["judged_pairs"]);
        Assert.Equal(clusters, Clusters());
    }

    [Fact]
    public void With_both_directions_only_those_pairs_are_turned_round_that_are_equal_one_way()
    {
        Score("judge");
        _bench.With("score.judge.direction", "both");

        var both = Score("judge");

        Assert.Equal(Expected(both: true), Clusters());
        Assert.True(both.Metrics["judged_pairs"] > 0);
        Assert.Equal(0, Score("judge").Metrics["judged_pairs"]);
    }

    [Fact]
    public void Another_folder_and_another_prompt_are_other_judges()
    {
        SaveJudge("other");
        var first = Score("judge");

        Assert.Equal(first.Metrics["judged_pairs"], Score("other").Metrics["judged_pairs"]);
        _bench.With("score.judge.prompt", "{reference} = {answer}?");
        Assert.True(Score("judge").Metrics["judged_pairs"] > 0);
    }

    /// <summary>In 16 bits it is another judge: its verdicts are stored apart, and both judges keep theirs.</summary>
    [Fact]
    public void Another_type_is_another_judge()
    {
        var own = Score("judge").Metrics["judged_pairs"];
        var clusters = Clusters();
        _bench.With("score.judge.dtype", "bfloat16");

        Assert.True(Score("judge").Metrics["judged_pairs"] > 0);
        Assert.Equal(0, Score("judge").Metrics["judged_pairs"]);
        Assert.Equal(Expected(both: false).Length, Clusters().Length);
        _bench.With("score.judge.dtype", "model");
        Assert.Equal(0, Score("judge").Metrics["judged_pairs"]);
        Assert.Equal(clusters, Clusters());
        Assert.True(own > 0);
    }

    /// <summary>Each answer to the first cluster whose first member the model says it means; equal by the rules, it is not asked.</summary>
    private int[] Expected(bool both)
    {
        var (ids, first) = (new int[Words.Length], new List<string?>());
        for (var i = 0; i < ids.Length; i++)
        {
            var answer = Words[i];
            var found = first.FindIndex(reference => answer is not null && reference is not null
                && (AreEqualByRule(reference, answer) || (Says(reference, answer) && (!both || Says(answer, reference)))));
            ids[i] = found >= 0 ? found : first.Count;
            if (found < 0)
            {
                first.Add(answer);
            }
        }

        return ids;
    }

    private static bool AreEqualByRule(string reference, string answer) => reference == "a quadruped" && answer == "A quadruped.";

    private bool Says(string reference, string answer)
    {
        var verdict = false;
        new ModelJudge(_model, new JudgePrompt("")).Judge(
            [new JudgedPair(Question, reference, answer)],
            (_, equal) => verdict = equal,
            TestContext.Current.CancellationToken
        );
        return verdict;
    }

    private void SaveJudge(string name)
    {
        var folder = _bench.File(name);
        CheckpointFolder.Save(_model.Decoder, folder);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "golden", "byte-level-bpe")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }

    private StageContext Score(string judge)
    {
        torch.set_num_threads(1);
        var questions = _bench.File("questions.parquet");
        ArtifactTable.Write(
            questions,
            QuestionRow.Schema,
            [
                new QuestionRow
                {
                    QuestionId = "q0",
                    Source = "s",
                    Text = Question,
                    PromptTokenIds = [1],
                },
            ]
        );
        var rollouts = ImportedRollouts.Write(_bench.Chunks, _bench.File("rollouts.parquet"), 5, Words);
        return _bench
            .With("score.equivalence", "judge")
            .Input("judge", _bench.File(judge))
            .Input("rollouts", rollouts)
            .Input("questions", questions)
            .Run("score", 1, ScoreStage.Run);
    }

    private int[] Clusters() =>
        [.. ArtifactTable.Read(_bench.Output("score", "scores.parquet"), ScoreRow.Schema).Select(row => row.Cluster)];
}
