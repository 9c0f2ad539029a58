namespace Empo.Method.Rewards;

/// <summary>Supervised: 1 where the answer is the labelled one, else 0. The only reward that sees a label.</summary>
public static class CorrectReward
{
    public static Reward Reward { get; } = new()
    {
        Name = "correct",
        Story = "those with the correct answer were rewarded",
        Needs = RewardNeeds.Labels,
        Compute = group => [.. group.Answered.Zip(group.Correct!, (answered, correct) => answered && correct ? 1.0 : 0)],
    };
}
