using CsCheck;
using Empo.Stages.Artifacts;

namespace Empo.UnitTests.Artifacts;

public sealed class ArtifactTableTests : IDisposable
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 0, 12],
        Gen.OneOfConst("", "é – 漢字 🙂", "a\nb\t\"c\"", "\\boxed{7}")
    );
    private static readonly Gen<float[]> Floats = Gen.OneOf(Gen.Single, Gen.OneOfConst(float.NaN, float.NegativeInfinity, -0f)).Array[0, 6];

    private static readonly Gen<RolloutRow> Rollout = Gen.Select(
        Text,
        Gen.Int,
        Gen.Int.Array[0, 5],
        Floats,
        Floats.Null(),
        (text, index, ids, floats, mass) =>
            new RolloutRow
            {
                QuestionId = text,
                SampleIndex = index,
                PromptTokenIds = ids,
                TokenIds = [.. ids.Reverse()],
                LogProbs = floats,
                TokenEntropies = [.. floats.Reverse()],
                SelfCertainties = [.. floats, 1f],
                KeptLogMass = mass,
                Text = text + "!",
                FinishReason = "stop",
            }
    );

    private static readonly Gen<ScoreRow> Score = Gen.Select(Text, Gen.Int, Text.Null(), Gen.Double, (text, index, answer, number) =>
        new ScoreRow
        {
            QuestionId = text,
            SampleIndex = index,
            Answer = answer,
            Cluster = index,
            Probability = number,
            Reward = -number,
        }
    );

    private static readonly Gen<EvaluationRow> Evaluation = Gen.Select(
        Text,
        Gen.Bool,
        Text.Array[0, 3],
        Gen.Double,
        (text, flag, texts, number) =>
            new EvaluationRow
            {
                QuestionId = text,
                Question = text,
                Answer = text,
                GreedyText = text,
                GreedyCorrect = flag,
                Samples = 16,
                Correct = 3,
                Clusters = 2,
                SemanticEntropy = number,
                FirstHalfEntropy = number,
                SecondHalfAccuracy = number,
                ResponseLength = number,
                NoAnswerShare = number,
                MarkerShare = number,
                MajorityAnswer = flag ? text : null,
                SampledTexts = texts,
            }
    );

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rollouts_come_back_as_they_were_written() =>
        Rollout.Array[0, 40].Sample(rows => ComesBack(RolloutRow.Schema, rows), iter: 60, threads: 1);

    [Fact]
    public void Scores_come_back_as_they_were_written() =>
        Score.Array[0, 40].Sample(rows => ComesBack(ScoreRow.Schema, rows), iter: 60, threads: 1);

    [Fact]
    public void Evaluations_come_back_as_they_were_written() =>
        Evaluation.Array[0, 40].Sample(rows => ComesBack(EvaluationRow.Schema, rows), iter: 60, threads: 1);

    [Fact]
    public void Same_rows_give_the_same_bytes() => Rollout.Array[1, 40].Sample(
        rows =>
        {
            ArtifactTable.Write(_folder.File("a.parquet"), RolloutRow.Schema, rows);
            ArtifactTable.Write(_folder.File("b.parquet"), RolloutRow.Schema, [.. rows.Select(row => row with { })]);

            Assert.Equal(File.ReadAllBytes(_folder.File("a.parquet")), File.ReadAllBytes(_folder.File("b.parquet")));
        },
        iter: 40,
        threads: 1);

    [Fact]
    public void More_rows_than_a_row_group_holds_come_back_in_order()
    {
        var rows = Enumerable.Range(0, 70_000).Select(i => new AnswerRow { QuestionId = $"{i}", Answer = $"{i % 7}" }).ToArray();

        ArtifactTable.Write(_folder.File("a.parquet"), AnswerRow.Schema, rows);

        Assert.Equal(rows, ArtifactTable.Read(_folder.File("a.parquet"), AnswerRow.Schema));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(-1)]
    [InlineData(-60)]
    public void A_truncated_file_is_a_coded_error_that_names_the_file(int length)
    {
        var path = _folder.File("scores.parquet");
        ArtifactTable.Write(path, AnswerRow.Schema, [new() { QuestionId = "q", Answer = "7" }]);
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(length >= 0 ? length : bytes.Length + length)]);

        var failure = Assert.Throws<UserError>(() => ArtifactTable.Read(path, AnswerRow.Schema));

        Assert.Equal(("EMPO4010", path), (failure.Code, failure.File));
    }

    [Fact]
    public void An_artifact_of_another_kind_is_a_coded_error_that_names_the_column()
    {
        var path = _folder.File("answers.parquet");
        ArtifactTable.Write(path, AnswerRow.Schema, [new() { QuestionId = "q", Answer = "7" }]);

        var failure = Assert.Throws<UserError>(() => ArtifactTable.Read(path, ScoreRow.Schema));

        Assert.Equal("EMPO4011", failure.Code);
        Assert.Contains("sample_index", failure.Message, StringComparison.Ordinal);
    }

    private void ComesBack<TRow>(ArtifactSchema<TRow> schema, TRow[] rows)
    {
        var path = _folder.File($"{schema.Name}.parquet");

        ArtifactTable.Write(path, schema, rows);

        Assert.Equivalent(rows, ArtifactTable.Read(path, schema), strict: true);
    }
}
