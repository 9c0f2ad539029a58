namespace Empo.Stages.Artifacts;

/// <summary>
/// A held-out question with its correct answer, if one is known: <c>development-questions.parquet</c>, <c>evaluation-questions.parquet</c>.
/// </summary>
internal sealed record EvaluationQuestionRow
{
    /// <inheritdoc cref="QuestionRow.QuestionId"/>
    public required string QuestionId { get; init; }

    public required string Source { get; init; }

    public required string Text { get; init; }

    /// <summary>The correct answer; null where the dataset names none.</summary>
    public required string? Answer { get; init; }

    public required int[] PromptTokenIds { get; init; }

    /// <summary>Reads every such file.</summary>
    public static ArtifactSchema<EvaluationQuestionRow> Schema { get; } = new("evaluation questions", Columns(labelled: false), Create);

    private static ArtifactSchema<EvaluationQuestionRow> Labelled { get; } = new("evaluation questions", Columns(labelled: true), Create);

    /// <summary>How rows are written: where each has an answer, the column admits no null.</summary>
    public static ArtifactSchema<EvaluationQuestionRow> SchemaOf(IReadOnlyList<EvaluationQuestionRow> rows) =>
        rows.All(row => row.Answer is not null) ? Labelled : Schema;

    private static ColumnList<EvaluationQuestionRow> Columns(bool labelled)
    {
        var columns = new ColumnList<EvaluationQuestionRow>().Text("question_id", row => row.QuestionId).Text("source", row => row.Source);
        columns = labelled ? columns.Text("answer", row => row.Answer!) : columns.OptionalText("answer", row => row.Answer);
        return columns.Integers("prompt_token_ids", row => row.PromptTokenIds).Text("text", row => row.Text);
    }

    private static EvaluationQuestionRow Create(ParquetRow row) => new()
    {
        QuestionId = row.Text("question_id"),
        Source = row.Text("source"),
        Answer = row.OptionalText("answer"),
        PromptTokenIds = row.Integers("prompt_token_ids"),
        Text = row.Text("text"),
    };
}
