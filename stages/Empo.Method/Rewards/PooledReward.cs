namespace Empo.Method.Rewards;

/// <summary>
/// <c>r_i = p(c(i)|q) - λ p̄_i</c>, where p̄ is the share of the answer among other questions' samples (<see cref="PooledAnswers"/>). With
/// λ = 0 it is the cluster probability. It counters a policy that gives the same answer everywhere. This reward is ours, not the paper's.
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
