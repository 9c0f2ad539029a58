namespace Empo.Stages.Review;

/// <summary>A person's decision about one question.</summary>
/// <param name="Verdict">What to do.</param>
/// <param name="Answer">The answer of <see cref="ReviewVerdict.Correct"/>; null otherwise.</param>
internal sealed record ReviewDecision(ReviewVerdict Verdict, string? Answer);
