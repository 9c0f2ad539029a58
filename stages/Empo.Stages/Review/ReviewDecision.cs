namespace Empo.Stages.Review;

/// <summary>A person's decision about one question.</summary>
/// <param name="Verdict">What to do.</param>
/// <param name="Answer">The answer of <see cref="ReviewVerdict.Correct"/>; null otherwise.</param>
internal sealed record ReviewDecision(ReviewVerdict Verdict, string? Answer)
{
    /// <summary>The decision as written, such as <c>correct: 12</c>.</summary>
    public required string Text { get; init; }

    /// <summary>Line of the decision in the file.</summary>
    public required int Line { get; init; }
}
