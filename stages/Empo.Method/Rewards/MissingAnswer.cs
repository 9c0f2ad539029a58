namespace Empo.Method.Rewards;

/// <summary>
/// The reward of a sample without an answer where a reward can be negative. There <c>noAnswer</c> alone, 0 by default, could exceed the
/// reward of every answer, and a policy would learn not to answer. Where rewards are never negative and noAnswer is at most 0, both bounds
/// equal noAnswer. If noAnswer is null, the sample is treated like the others.
/// </summary>
public static class MissingAnswer
{
    /// <summary>[G] rewards, with the rule applied to samples without an answer.</summary>
    public static double[] Apply(MissingAnswerRule rule, double[] rewards, ReadOnlySpan<bool> answered, double? noAnswer)
    {
        if (rule == MissingAnswerRule.AsGiven)
        {
            return [.. rewards];
        }

        if (rule == MissingAnswerRule.BelowAnswers)
        {
            return BelowAnswers(rewards, answered, noAnswer);
        }

        double[] bounded = [.. rewards];
        for (int i = 0; i < bounded.Length; i++)
        {
            if (!answered[i] && noAnswer is { } value)
            {
                bounded[i] = rule == MissingAnswerRule.AtMost ? Bounded(rewards[i], value) : value;
            }
        }

        return bounded;
    }

    /// <summary>
    /// <c>min(r, noAnswer)</c>: never more than the response's own reward. Examples: -.5 with noAnswer 0 stays -.5, .5
    /// gives 0. For rewards that depend on one response alone, such as its tokens' entropy.
    /// </summary>
    public static double Bounded(double reward, double? noAnswer) => noAnswer is { } value ? Math.Min(reward, value) : reward;

    /// <summary>
    /// For rewards that compare the samples of a group, [G]: an answered sample keeps its own, one without an answer gets
    /// <c>min(r_i, noAnswer, least r of the answered)</c>. Example: -.5 -.2 .125 of which the last has no answer, with noAnswer 0,
    /// give -.5 -.2 -.5.
    /// </summary>
    public static double[] BelowAnswers(ReadOnlySpan<double> rewards, ReadOnlySpan<bool> answered, double? noAnswer)
    {
        double[] bounded = rewards.ToArray();
        if (noAnswer is null)
        {
            return bounded;
        }

        double least = Least(rewards, answered);
        for (int i = 0; i < bounded.Length; i++)
        {
            bounded[i] = answered[i] ? rewards[i] : Math.Min(Bounded(rewards[i], noAnswer), least);
        }

        return bounded;
    }

    /// <summary>The lowest reward of the answered samples, +∞ where there is none.</summary>
    public static double Least(ReadOnlySpan<double> rewards, ReadOnlySpan<bool> answered)
    {
        double least = double.PositiveInfinity;
        for (int i = 0; i < rewards.Length; i++)
        {
            least = answered[i] ? Math.Min(least, rewards[i]) : least;
        }

        return least;
    }
}
