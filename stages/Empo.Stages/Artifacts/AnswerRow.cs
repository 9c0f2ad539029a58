namespace Empo.Stages.Artifacts;

/// <summary>
/// The correct answer of a training question: <c>training-answers.parquet</c>. Its own file, so that a run without labels can be
/// seen never to read it.
/// </summary>
internal sealed record AnswerRow
{
    public required string QuestionId { get; init; }

    public required string Answer { get; init; }

    public static ArtifactSchema<AnswerRow> Schema { get; } = new("answers");
}
