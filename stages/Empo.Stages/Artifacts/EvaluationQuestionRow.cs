namespace Empo.Stages.Artifacts;

/// <summary>
/// A held-out question with its correct answer, if one is known: <c>development-questions.parquet</c>, <c>evaluation-questions.parquet</c>.
/// </summary>
internal sealed record EvaluationQuestionRow
{
    /// <inheritdoc cref="QuestionRow.QuestionId"/>
    public required string QuestionId { get; init; }

    public required string Source { get; init; }

    /// <summary>The correct answer; null where the dataset has none.</summary>
    public required string? Answer { get; init; }

    public required int[] PromptTokenIds { get; init; }

    public required string Text { get; init; }

    /// <summary>Reads every such file.</summary>
    public static ArtifactSchema<EvaluationQuestionRow> Schema { get; } = new("evaluation questions");

    private static ArtifactSchema<EvaluationQuestionRow> Labelled { get; } = new("evaluation questions", present: nameof(Answer));

    /// <summary>The schema for writing: where each row has an answer, the column allows no null.</summary>
    public static ArtifactSchema<EvaluationQuestionRow> SchemaOf(IReadOnlyList<EvaluationQuestionRow> rows) =>
        rows.All(row => row.Answer is not null) ? Labelled : Schema;
}
