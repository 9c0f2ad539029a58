namespace Empo.Stages.Artifacts;

/// <summary>A held-out question with its correct answer: <c>development-questions.parquet</c>, <c>evaluation-questions.parquet</c>.</summary>
internal sealed record EvaluationQuestionRow
{
    /// <inheritdoc cref="QuestionRow.QuestionId"/>
    public required string QuestionId { get; init; }

    public required string Source { get; init; }

    public required string Text { get; init; }

    public required string Answer { get; init; }

    public required int[] PromptTokenIds { get; init; }

    public static ArtifactSchema<EvaluationQuestionRow> Schema { get; } = new(
        "evaluation questions",
        new ColumnList<EvaluationQuestionRow>()
            .Text("question_id", row => row.QuestionId)
            .Text("source", row => row.Source)
            .Text("answer", row => row.Answer)
            .Integers("prompt_token_ids", row => row.PromptTokenIds)
            .Text("text", row => row.Text),
        row => new EvaluationQuestionRow
        {
            QuestionId = row.Text("question_id"),
            Source = row.Text("source"),
            Answer = row.Text("answer"),
            PromptTokenIds = row.Integers("prompt_token_ids"),
            Text = row.Text("text"),
        });
}
