namespace Empo.Method.Rewards;

/// <summary>
/// The scores of a reward model, <c>score.model</c>. They count as they are: the model reads the whole response, whether or not an answer
/// is found in it, and its scale has no zero that <c>score.no_answer</c> could mean.
/// </summary>
public static class ModelReward
{
    public static Reward Reward { get; } = new()
    {
        Name = "model",
        Story = "they were rewarded by the scores of a reward model (score.model)",
        Needs = RewardNeeds.Model,
        Missing = MissingAnswerRule.AsGiven,
        Compute = group => [.. group.ModelScores!],
    };
}
