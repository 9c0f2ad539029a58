namespace Empo.Stages.Sampling;

/// <summary>A question as the model sees it.</summary>
/// <param name="QuestionId">Content hash; a counter of the random numbers, so equal questions get equal samples wherever they are in a
/// batch.</param>
/// <param name="TokenIds">The prompt; at least one token.</param>
internal sealed record RolloutPrompt(string QuestionId, IReadOnlyList<int> TokenIds);
