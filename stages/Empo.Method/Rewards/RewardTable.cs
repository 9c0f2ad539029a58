namespace Empo.Method.Rewards;

/// <summary>The values of <c>score.reward</c>, in the order in which a weighted sum adds them.</summary>
public static class RewardTable
{
    /// <summary>The sum that <c>score.weights</c> describes; it has no <c>Compute</c> itself.</summary>
    public static Reward Weighted { get; } = new()
    {
        Name = "weighted",
        Story = "they were rewarded by a weighted sum",
        Compute = _ => throw new InvalidOperationException("The reward 'weighted' is the sum of others."),
    };

    public static IReadOnlyList<Reward> All { get; } =
    [
        EmpoReward.Reward,
        VotingReward.Reward,
        CorrectReward.Reward,
        RandomReward.Reward,
        FormatReward.Reward,
        LengthReward.Reward,
        OverlongReward.Reward,
        TokenMeanReward.SelfCertainty,
        TokenMeanReward.TokenEntropy,
        PooledReward.Reward,
        CommandReward.Reward,
        ModelReward.Reward,
        HttpReward.Reward,
        Weighted,
    ];

    /// <summary>The rewards that a weighted sum may add.</summary>
    public static IEnumerable<Reward> Summands => All.Where(reward => reward != Weighted);
}
