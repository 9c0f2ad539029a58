namespace Empo.Method.Rewards;

/// <summary>The control for "longer wins": <c>r_i = min(T_i, L) / L</c> with T_i tokens of a longest L, in [0, 1].</summary>
public static class LengthReward
{
    public static Reward Reward { get; } = new()
    {
        Name = "length",
        Story = "they were rewarded for their length: this run is a control",
        Compute = Compute,
    };

    /// <exception cref="ArgumentOutOfRangeException">L is not positive.</exception>
    private static double[] Compute(RewardGroup group)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(group.Longest);
        return [.. group.Tokens.Select(tokens => (double)Math.Min(tokens, group.Longest) / group.Longest)];
    }
}
