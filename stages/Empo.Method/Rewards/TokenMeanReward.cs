namespace Empo.Method.Rewards;

/// <summary>Means over the tokens of a response; an empty response gets 0.</summary>
public static class TokenMeanReward
{
    /// <summary>
    /// <c>r_i = (1/T_i) Σ_t KL(U ‖ p_t)</c> in nats, the mean KL divergence from the uniform distribution over the vocabulary to each
    /// token's distribution; 0 for a uniform policy, unbounded above. Example: tokens .2 .6 give .4. Source: Intuitor, arXiv 2505.19590.
    /// </summary>
    public static Reward SelfCertainty { get; } = new()
    {
        Name = "self-certainty",
        Story = "they were rewarded by the rule 'self-certainty'",
        Needs = RewardNeeds.TokenStatistics,
        Missing = MissingAnswerRule.AtMost,
        Compute = group => [.. group.SelfCertainties!.Select(tokens => SequenceScore.Mean(tokens))],
    };

    /// <summary>
    /// <c>r_i = -(1/T_i) Σ_t H(p_t)</c> in nats, at most 0; it rewards certainty about each token. Example: tokens .2 .6 give -.4.
    /// Source: RENT, arXiv 2505.22660, and EM-RL, arXiv 2505.15134 (token level).
    /// </summary>
    public static Reward TokenEntropy { get; } = new()
    {
        Name = "token-entropy",
        Story = "they were rewarded by the rule 'token-entropy'",
        Needs = RewardNeeds.TokenStatistics,
        Missing = MissingAnswerRule.AtMost,
        Compute = group => [.. group.TokenEntropies!.Select(tokens => -SequenceScore.Mean(tokens))],
    };
}
