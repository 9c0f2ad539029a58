using Empo.Stages.Artifacts;
using Empo.Stages.Datasets;
using Empo.Stages.Programs;

namespace Empo.UnitTests.Stages;

/// <summary>Real questions, prepared from their file and scored on synthetic responses, where the data are at hand.</summary>
public sealed class RealQuestionsTests : IDisposable
{
    private readonly StageBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("math500.jsonl")]
    [InlineData("olympiadbench.jsonl")]
    public void Rewritten_answers_are_one_cluster_and_correct_and_others_are_not(string file)
    {
        var questions = Prepare(TestData.File(file));
        var answers = _bench.File("answers.parquet");
        ArtifactTable.Write(
            answers,
            AnswerRow.Schema,
            [.. questions.Select((question, i) => new AnswerRow { QuestionId = $"q{i}", Answer = question.Question.Answer! })]
        );
        var rollouts = ImportedRollouts.Write(
            _bench.Chunks,
            _bench.File("rollouts.parquet"),
            4,
            [.. questions.Select(question => RewrittenAnswers.Of(question.Question.Answer!))]
        );

        _bench.With("score.reward", "correct").Input("rollouts", rollouts).Input("answers", answers).Run("score", 1, ScoreStage.Run);

        RewrittenAnswers.AreScored(
            [
                .. ArtifactTable
                    .Read(_bench.Output("score", "scores.parquet"), ScoreRow.Schema)
                    .GroupBy(row => row.QuestionId)
                    .Select(group => group.Select(row => (row.Reward, row.Cluster)).ToArray()),
            ]
        );
    }

    private IReadOnlyList<PreparedQuestion> Prepare(string source)
    {
        var manifest = _bench.File("real.yaml");
        File.WriteAllText(manifest, $$"""
            name: real
            licence: as published
            origin: the test data of this machine
            kind: files
            files:
              - path: {{source}}
                split: evaluation
                question: prompt
                answer: reward_model.ground_truth
            """);
        var read = DatasetManifestReader.Read(manifest);
        PreparationRules rules = new()
        {
            MaxTokens = 100_000,
            Limits = Enum.GetValues<DatasetSplit>().ToDictionary(split => split, _ => 0),
        };
        return QuestionPreparation
            .Prepare(read.Name, DatasetReader.Questions(read, [source]), rules, question => new CharacterTokenizer().Encode(question.Text))
            .Kept[DatasetSplit.Evaluation];
    }
}
