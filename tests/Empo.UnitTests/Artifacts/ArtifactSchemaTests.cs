using System.Text;
using Empo.Stages.Artifacts;
using Empo.Stages.Imports;
using Empo.UnitTests.Documents;

namespace Empo.UnitTests.Artifacts;

/// <summary>Holds the columns of every artifact: another order, name or level makes stored artifacts stale or unreadable.</summary>
public sealed class ArtifactSchemaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _text = new();

    [Fact]
    public void Columns_are_those_of_the_artifacts_in_users_stores()
    {
        Describe(AnswerRow.Schema);
        Describe(EvaluationQuestionRow.Schema);
        Describe(EvaluationQuestionRow.SchemaOf([]));
        Describe(EvaluationRow.Schema);
        Describe(EvaluationRow.SchemaOf([]));
        Describe(ExportRow.Schema);
        Describe(GroupRow.Schema);
        Describe(IndicatorRow.Schema);
        Describe(OriginRow.Schema);
        Describe(PretrainStepRow.Schema);
        Describe(FinetuneStepRow.Schema);
        Describe(ProbeRow.Schema);
        Describe(QuestionRow.Schema);
        Describe(ReferenceRow.Schema);
        Describe(RolloutIndexRow.Schema);
        Describe(RolloutRow.Schema);
        Describe(ScoreRow.Schema);
        Describe(SelectionRow.Schema);
        Describe(UpdateStepRow.Schema);

        ApprovedText.Check(_text.ToString(), "tests/golden/artifact-schemas.txt");
    }

    [Fact]
    public void A_file_of_labelled_questions_refuses_one_without_its_answer() =>
        Assert.Throws<InvalidOperationException>(() => ArtifactTable.Write(
            _folder.File("questions.parquet"),
            EvaluationQuestionRow.SchemaOf([]),
            [new() { QuestionId = "q", Source = "s", Answer = null, PromptTokenIds = [], Text = "t" }]));

    [Fact]
    public void A_property_that_no_column_holds_is_refused() =>
        Assert.Contains(
            "DatedRow.Day",
            Assert.Throws<NotSupportedException>(() => new ArtifactSchema<DatedRow>("dated")).Message,
            StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private void Describe<TRow>(ArtifactSchema<TRow> schema)
    {
        _text.Append($"{typeof(TRow).Name}: {schema.Name}\n");
        foreach (var leaf in schema.Parquet.GetDataFields())
        {
            var column = schema.Columns.Single(column => column.Leaf == leaf);
            var levels = $"definition {leaf.MaxDefinitionLevel}, repetition {leaf.MaxRepetitionLevel}";
            _text.Append($"  {column.Name} = {leaf.Path}: {leaf.ClrType.Name}, {levels}{(column.ByteSplit ? ", byte split" : "")}\n");
        }
    }

    private sealed record DatedRow
    {
        public required DateTime Day { get; init; }
    }
}
