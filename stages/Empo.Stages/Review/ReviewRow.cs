namespace Empo.Stages.Review;

/// <summary>A question that is worth a reviewer's time, with its most recent values.</summary>
internal sealed record ReviewRow
{
    public required string QuestionId { get; init; }

    /// <summary>The last round that asked it.</summary>
    public required int Round { get; init; }

    /// <summary>Why it is listed, in words.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    public required string? MajorityAnswer { get; init; }

    public required double MajorityShare { get; init; }

    public required double SemanticEntropy { get; init; }
}
