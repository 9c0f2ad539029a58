namespace Empo.Stages.Tracing;

/// <summary>A round in which a traced question was asked.</summary>
internal sealed record TracedRound
{
    public required int Round { get; init; }

    public required string QuestionId { get; init; }

    public required double SemanticEntropy { get; init; }

    public required string? MajorityAnswer { get; init; }

    /// <summary><c>kept</c> or why it was dropped; null where the filter has not run.</summary>
    public required string? Reason { get; init; }

    /// <summary>Key of the update that trained on the question, or null where none did.</summary>
    public required string? Update { get; init; }

    public required IReadOnlyList<TracedSample> Samples { get; init; }
}
