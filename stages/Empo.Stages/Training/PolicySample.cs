namespace Empo.Stages.Training;

/// <summary>One response of a group, as rollout and filter left it.</summary>
/// <param name="Response">Token ids, the end-of-text token included where there is one.</param>
/// <param name="RolloutLogProbs">What the rollout engine computed for each of them.</param>
/// <param name="Advantage">Group-normalised advantage; unused where the group was dropped.</param>
internal sealed record PolicySample(IReadOnlyList<int> Response, IReadOnlyList<float> RolloutLogProbs, double Advantage)
{
    /// <summary>Whether it was cut off at the longest length.</summary>
    public bool Truncated { get; init; }

    /// <summary>Log-probabilities under the reference policy; null where the loss has no divergence from it.</summary>
    public IReadOnlyList<float>? ReferenceLogProbs { get; init; }
}
