namespace Empo.Stages.Review;

/// <summary>A question that is worth a reviewer's time, with its most recent values.</summary>
internal sealed record ReviewRow
{
    public required string QuestionId { get; init; }

    /// <summary>The last round that asked it.</summary>
    public required int Round { get; init; }

    /// <summary>Why it is listed, the weightiest first.</summary>
    public required IReadOnlyList<ReviewSign> Signs { get; init; }

    /// <summary>Weight of all signs together.</summary>
    public int Weight => Signs.Sum(sign => sign.Weight);

    /// <summary>The signs in words.</summary>
    public IReadOnlyList<string> Reasons => [.. Signs.OrderByDescending(sign => sign.Weight).Select(sign => sign.Reason)];

    public required string? MajorityAnswer { get; init; }

    public required double MajorityShare { get; init; }

    public required double SemanticEntropy { get; init; }
}
