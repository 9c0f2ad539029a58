namespace Empo.Method.Rewards;

/// <summary>
/// What a sample without an answer earns where a reward can be negative. There <c>noAnswer</c> alone, 0 by default, could be more than
/// any answer earns, and a policy would learn not to answer. Where rewards are never negative and noAnswer is at most 0, both bounds are
/// noAnswer itself. Null for noAnswer treats the sample like the others.
/// </summary>
public static class MissingAnswer
{
    /// <summary>[G] rewards of which those without an answer follow the rule.</summary>
    public static double[] Apply(MissingAnswerRule rule, double[] rewards, ReadOnlySpan<bool> answered, double? noAnswer)
    {
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
    /// <c>min(r, noAnswer)</c>: never more than the same response earns by the rule itself. Examples: -.5 with noAnswer 0 stays -.5, .5
    /// gives 0. For rewards of one response alone, such as its tokens' entropy.
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

    /// <summary>The least reward of the answered samples, +∞ where there is none.</summary>
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
