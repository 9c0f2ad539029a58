using Empo.Stages.Artifacts;
using Empo.Stages.Datasets;
using Empo.Stages.Stages;

namespace Empo.UnitTests.Stages;

/// <summary>Real questions, prepared from their file and scored on synthetic responses, where the data are at hand.</summary>
public sealed class RealQuestionsTests : IDisposable
{
    private const string Wrong = "123456789";

    private static readonly string? Data = Environment.GetEnvironmentVariable("EMPO_TEST_DATA");

    private readonly StageBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("math500.jsonl")]
    [InlineData("olympiadbench.jsonl")]
    public void Rewritten_answers_are_one_cluster_and_correct_and_others_are_not(string file)
    {
        var source = Path.Combine(Data ?? "", "questions", file);
        Assert.SkipUnless(Data is not null && File.Exists(source), $"EMPO_TEST_DATA does not name a folder with questions/{file}.");
        var questions = Prepare(source);
        var answers = _bench.File("answers.parquet");
        ArtifactTable.Write(
            answers,
            AnswerRow.Schema,
            [.. questions.Select((question, i) => new AnswerRow { QuestionId = $"q{i}", Answer = question.Question.Answer! })]
        );
        var rollouts = RecordedRollouts.Write(
            _bench.Chunks,
            _bench.File("rollouts.parquet"),
            4,
            [.. questions.Select(question => Responses(question.Question.Answer!))]
        );

        _bench.With("score.reward", "correct").Input("rollouts", rollouts).Input("answers", answers).Run("score", 1, ScoreStage.Run);

        ScoreRow[][] groups =
        [
            .. ArtifactTable
                .Read(_bench.Output("score", "scores.parquet"), ScoreRow.Schema)
                .GroupBy(row => row.QuestionId)
                .Select(group => group.ToArray()),
        ];
        var right = groups.Count(group => group.Select(row => row.Reward).SequenceEqual([1, 1, 1, 1, 0, 0, 0, 0]));
        var clustered = groups.Count(group => group.Select(row => row.Cluster).SequenceEqual([0, 0, 0, 0, 1, 2, 1, 1]));
        Assert.True(right >= 0.99 * groups.Length, $"{right} of {groups.Length} groups have the rewards of their construction.");
        Assert.True(clustered >= 0.99 * groups.Length, $"{clustered} of {groups.Length} groups have the clusters of their construction.");
    }

    // Four spellings of the answer, one response without an answer, three that agree on a wrong one.
    private static string?[] Responses(string answer) =>
    [
        answer,
        @"\displaystyle " + answer.Replace(@"\frac", @"\dfrac", StringComparison.Ordinal),
        "$" + answer.Replace(", ", ",  ", StringComparison.Ordinal) + @" \,$",
        answer.Replace(@"\left(", "(", StringComparison.Ordinal).Replace(@"\right)", ")", StringComparison.Ordinal),
        Wrong,
        null,
        Wrong + ".0",
        "123,456,789",
    ];

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
