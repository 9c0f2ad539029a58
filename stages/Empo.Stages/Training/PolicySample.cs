namespace Empo.Stages.Training;

/// <summary>One response of a group, as rollout and filter left it.</summary>
/// <param name="Response">Token ids, the end-of-text token included where there is one.</param>
/// <param name="RolloutLogProbs">What the rollout engine computed for each of them.</param>
/// <param name="Advantage">Group-normalised advantage; unused where the group was dropped.</param>
internal sealed record PolicySample(IReadOnlyList<int> Response, IReadOnlyList<float> RolloutLogProbs, double Advantage);
