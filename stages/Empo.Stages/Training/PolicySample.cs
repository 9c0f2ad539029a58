namespace Empo.Stages.Training;

/// <summary>One response of a group, as rollout and filter left it.</summary>
/// <param name="Sequence">The question's prompt and the response.</param>
/// <param name="RolloutLogProbs">What the rollout engine computed for each token of the response.</param>
/// <param name="Advantage">Group-normalised advantage; unused where the group was dropped.</param>
internal sealed record PolicySample(TrainingSequence Sequence, IReadOnlyList<float> RolloutLogProbs, double Advantage)
{
    /// <summary>Whether it was cut off at the longest length.</summary>
    public bool Truncated { get; init; }

    /// <summary>Log-probabilities under the reference policy; null where the loss has no divergence from it.</summary>
    public IReadOnlyList<float>? ReferenceLogProbs { get; init; }
}
