namespace Empo.Method.Rewards;

/// <summary>
/// The numbers of a service of the user's, <c>score.http</c>. They count as they are, because the service sees which responses have no
/// answer.
/// </summary>
public static class HttpReward
{
    public static Reward Reward { get; } = new()
    {
        Name = "http",
        Story = "they were rewarded by a service of the experiment's own (score.http)",
        Needs = RewardNeeds.Service,
        Missing = MissingAnswerRule.AsGiven,
        Compute = group => [.. group.Served!],
    };
}
