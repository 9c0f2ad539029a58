namespace Empo.Method.Rewards;

/// <summary>1 where an answer was found, else 0.</summary>
public static class FormatReward
{
    public static Reward Reward { get; } = new()
    {
        Name = "format",
        Story = "they were rewarded for stating any answer: this run is a control",
        Compute = group => [.. group.Answered.Select(answered => answered ? 1.0 : 0)],
    };
}
