using System.Text;
using Empo.Stages.Artifacts;
using Empo.Stages.Imports;

namespace Empo.UnitTests.Documents;

public sealed class ColumnsDocumentTests
{
    private readonly StringBuilder _text = new();

    [Fact]
    public void Docs_columns_md_lists_every_parquet_column()
    {
        _text.Append(
            "# Columns of the Parquet files\n\nEach file has a record type in `stages/Empo.Stages/Artifacts`, which documents "
                + "its columns. Zstd; floats as byte-stream split; `?` marks a nullable column.\n\n| file | columns |\n|---|---|\n"
        );
        Describe("`training-questions.parquet`", QuestionRow.Schema);
        Describe("`training-answers.parquet`", AnswerRow.Schema);
        Describe("`development-questions.parquet`, `evaluation-questions.parquet`", EvaluationQuestionRow.Schema);
        Describe("`question-origins.parquet`", OriginRow.Schema);
        Describe("`pretrain.parquet`", PretrainStepRow.Schema);
        Describe("`finetune.parquet`", FinetuneStepRow.Schema);
        Describe("`rollouts.parquet`", RolloutIndexRow.Schema);
        Describe("`part.parquet` of a chunk", RolloutRow.Schema);
        Describe("`reference.parquet`", ReferenceRow.Schema);
        Describe("`scores.parquet`", ScoreRow.Schema);
        Describe("`groups.parquet`", GroupRow.Schema);
        Describe("`selection.parquet`", SelectionRow.Schema);
        Describe("exported `selection.parquet` of a recording", ExportRow.Schema);
        Describe("`update.parquet`", UpdateStepRow.Schema);
        Describe("`probe.parquet`", ProbeRow.Schema);
        Describe("`indicators.parquet`", IndicatorRow.Schema);
        Describe("`evaluation.parquet`", EvaluationRow.Schema);

        ApprovedText.Check(_text.ToString(), "docs/columns.md");
    }

    private void Describe<TRow>(string file, ArtifactSchema<TRow> schema) =>
        _text.Append($"| {file} | {string.Join(", ", schema.Columns.Select(column => $"`{column.Name}` {TypeOf(column)}"))} |\n");

    private static string TypeOf<TRow>(ParquetColumn<TRow> column)
    {
        var type =
            column.Leaf.ClrType == typeof(int) ? "int32"
            : column.Leaf.ClrType == typeof(double) ? "double"
            : column.Leaf.ClrType == typeof(float) ? "float"
            : column.Leaf.ClrType == typeof(bool) ? "bool"
            : "text";
        return column switch
        {
            ListColumn<TRow, float> { IsNullable: true } => $"list of {type}?",
            _ when column.Field != column.Leaf => $"list of {type}",
            _ => column.Leaf.IsNullable ? type + "?" : type,
        };
    }
}
