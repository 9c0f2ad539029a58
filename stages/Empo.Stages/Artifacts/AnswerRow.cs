namespace Empo.Stages.Artifacts;

/// <summary>
/// The correct answer of a training question: <c>training-answers.parquet</c>. Its own file, so that a run without labels can be
/// seen never to read it.
/// </summary>
internal sealed record AnswerRow
{
    public required string QuestionId { get; init; }

    public required string Answer { get; init; }

    public static ArtifactSchema<AnswerRow> Schema { get; } = new(
        "answers",
        new ColumnList<AnswerRow>()
            .Text("question_id", row => row.QuestionId)
            .Text("answer", row => row.Answer),
        row => new AnswerRow { QuestionId = row.Text("question_id"), Answer = row.Text("answer") });
}
