namespace Empo.Method.Rewards;

/// <summary>
/// Soft overlong penalty of a response of T tokens: 0 up to <c>L - cache</c>, then <c>(L - cache - T) / cache</c> falling to -1 at L, and
/// -1 beyond. Example (L 100, cache 20): 80 gives 0, 90 gives -0.5, 110 gives -1. Without an answer and with no_answer -.5, 85 and 110
/// tokens give -.5 and -1. Source: DAPO, arXiv 2503.14476, equation 13. Present but disabled in EMPO's recipes.
/// </summary>
public static class OverlongReward
{
    public static Reward Reward { get; } = new()
    {
        Name = "overlong",
        Story = "they were rewarded by the rule 'overlong'",
        Missing = MissingAnswerRule.AtMost,
        Compute = group => [.. group.Tokens.Select(tokens => Penalty(tokens, group.MaxTokens, group.OverlongCache))],
    };

    /// <exception cref="ArgumentOutOfRangeException">The cache is not positive.</exception>
    public static double Penalty(int tokens, int longest, int cache)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cache);
        return Math.Clamp((double)(longest - cache - tokens) / cache, -1, 0) + 0.0;
    }
}
