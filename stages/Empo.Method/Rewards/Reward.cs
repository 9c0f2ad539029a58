namespace Empo.Method.Rewards;

/// <summary>
/// The complete definition of a reward: its name, what it reads, and how it is computed. Each reward has a file in this folder;
/// <see cref="RewardTable"/> lists them.
/// </summary>
public sealed record Reward
{
    /// <summary>Its name in <c>score.reward</c> and <c>score.weights</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The report's description of what was rewarded, as the end of a sentence about the sampled answers.</summary>
    public required string Story { get; init; }

    /// <summary>What it reads beyond the samples' own answers and lengths.</summary>
    public RewardNeeds Needs { get; init; }

    /// <summary>The meaning of <c>score.no_answer</c> under this reward.</summary>
    public MissingAnswerRule Missing { get; init; } = MissingAnswerRule.Replaced;

    /// <summary>[G] rewards in sample order, as if no sample lacked an answer.</summary>
    public required Func<RewardGroup, double[]> Compute { get; init; }

    /// <summary>[G] rewards with the rule for missing answers.</summary>
    /// <param name="noAnswer">
    /// What a sample without an answer gets: 0 in the released TRL mathematics recipe, -0.5 in its natural-reasoning recipe; null treats it
    /// as a cluster of one, as the verl tree does (an EMPO reward of 1/G).
    /// </param>
    public double[] Of(RewardGroup group, double? noAnswer) => MissingAnswer.Apply(Missing, Compute(group), group.Answered, noAnswer);

    public override string ToString() => Name;
}
