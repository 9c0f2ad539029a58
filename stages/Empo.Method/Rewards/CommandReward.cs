namespace Empo.Method.Rewards;

/// <summary>
/// The numbers of a program of the user's, <c>score.command</c>. They count as they are, because the program sees which responses have no
/// answer.
/// </summary>
public static class CommandReward
{
    public static Reward Reward { get; } = new()
    {
        Name = "command",
        Story = "they were rewarded by a program of the experiment's own (score.command)",
        Needs = RewardNeeds.Command,
        Missing = MissingAnswerRule.AsGiven,
        Compute = group => [.. group.Commanded!],
    };
}
