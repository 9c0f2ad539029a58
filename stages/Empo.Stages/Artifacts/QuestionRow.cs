namespace Empo.Stages.Artifacts;

/// <summary>A question as the policy sees it, without its answer: <c>training-questions.parquet</c>.</summary>
internal sealed record QuestionRow
{
    /// <summary>First 16 hexadecimal digits of SHA-256(source, line feed, text).</summary>
    public required string QuestionId { get; init; }

    /// <summary>Where it came from: the name in the dataset manifest.</summary>
    public required string Source { get; init; }

    /// <summary>The prompt (template around the text) in tokens.</summary>
    public required int[] PromptTokenIds { get; init; }

    public required string Text { get; init; }

    public static ArtifactSchema<QuestionRow> Schema { get; } = new("questions");
}
