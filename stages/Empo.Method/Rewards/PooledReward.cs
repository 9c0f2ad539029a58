namespace Empo.Method.Rewards;

/// <summary>
/// <c>r_i = p(c(i)|q) - λ p̄_i</c>, with p̄ the share of the answer among other questions' samples (<see cref="PooledAnswers"/>); with λ =
/// 0 the cluster probability. The remedy against a policy that says the same everywhere. Ours, not the paper's.
/// </summary>
public static class PooledReward
{
    public static Reward Reward { get; } = new()
    {
        Name = "pooled",
        Story = "they were rewarded by the rule 'pooled'",
        Needs = RewardNeeds.OtherQuestions,
        Missing = MissingAnswerRule.BelowAnswers,
        Compute = group => [.. group.OwnProbabilities().Zip(group.Elsewhere!, (own, elsewhere) => own - (group.PooledLambda * elsewhere))],
    };
}
