namespace Empo.Stages.Artifacts;

/// <summary>
/// The correct answer of a training question: <c>training-answers.parquet</c>. A separate file, so that one can verify that a run without
/// labels never reads it.
/// </summary>
internal sealed record AnswerRow
{
    public required string QuestionId { get; init; }

    public required string Answer { get; init; }

    public static ArtifactSchema<AnswerRow> Schema { get; } = new("answers");
}
