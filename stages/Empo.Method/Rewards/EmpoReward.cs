namespace Empo.Method.Rewards;

/// <summary>
/// EMPO: <c>r_i = p(c(i))</c>, the probability of the sample's own meaning; with <c>score.estimator: frequency</c> its share
/// <c>|c(i)| / G</c> (not -H). In [1/G, 1] for answered samples; the group then sums to G Σ_j p_j², so the mean reward is the probability
/// that two samples agree. Example: <c>12 12 12 7 - - 12.0 3</c> with no_answer 0 gives <c>.5 .5 .5 .125 0 0 .5 .125</c>. By likelihood
/// (which no released code rewards) ids 0 0 1 2 with p .642189 .096230 .261581 give .642189 .642189 .096230 .261581.
/// Source: arXiv 2504.05812, equation 6.
/// </summary>
public static class EmpoReward
{
    public static Reward Reward { get; } = new()
    {
        Name = "empo",
        Story = "each was rewarded by the share of them that give the same answer (EMPO)",
        Compute = group => group.OwnProbabilities(),
    };
}
