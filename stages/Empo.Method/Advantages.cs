namespace Empo.Method;

/// <summary>
/// Advantages of the G samples of one question from their rewards, [G]. Every estimator gives exactly 0 for each sample when all
/// rewards are the same value, for a group of one, and where the rewards are so close that their deviation underflows to 0. Rewards of
/// magnitude up to 1e150, whose squares do not overflow, never give NaN.
/// </summary>
public static class Advantages
{
    /// <summary>Advantages by one of the estimators; only the z-score uses ε and ddof.</summary>
    /// <param name="rewards">[G] rewards.</param>
    /// <param name="estimator">The formula.</param>
    /// <param name="epsilon">ε of the z-score.</param>
    /// <param name="degreesOfFreedom">Degrees of freedom of its standard deviation, 0 or 1.</param>
    public static double[] Of(ReadOnlySpan<double> rewards, AdvantageEstimator estimator, double epsilon, int degreesOfFreedom) =>
        estimator switch
        {
            AdvantageEstimator.ZScore => GroupNormalized(rewards, epsilon, degreesOfFreedom),
            AdvantageEstimator.MeanCentred => MeanCentred(rewards),
            AdvantageEstimator.LeaveOneOut => LeaveOneOut(rewards),
            _ => throw new ArgumentOutOfRangeException(nameof(estimator), estimator, "Not an advantage estimator."),
        };

    /// <summary>
    /// Whether two rewards lead to different advantages for the same group, beyond rounding. With two cluster sizes (say 5 and 3 of 8)
    /// the cluster share and the majority vote are affine functions of each other, so their z-scores agree except for ε. They differ only
    /// in groups with three or more distinct shares. ε is 0 here for that reason. Example: shares .5 .5 .25 .25 against votes 1 1 0 0 are
    /// the same; .5 .5 .25 .25 .125 against 1 1 0 0 0 are not.
    /// </summary>
    public static bool Differ(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double[] first = GroupNormalized(left, 0);
        double[] second = GroupNormalized(right, 0);
        return first.Zip(second).Any(pair => Math.Abs(pair.First - pair.Second) > 1e-9);
    }

    /// <summary>
    /// Group z-score (GRPO): <c>A_i = (r_i - mean r) / (std r + ε)</c> with the sample standard deviation (ddof 1) by default. The
    /// advantages sum to 0 up to rounding. Adding a constant to the rewards changes nothing, and scaling them changes nothing except
    /// through ε.
    /// <para>
    /// Example: rewards .5 .5 .25 .25 with ε 1e-4 give ±0.865426. Source: arXiv 2504.05812, equation 5. The paper has no ε; released
    /// code has 1e-4 (TRL) and 1e-6 (verl), both with ddof 1. For a group of one, verl keeps the reward itself (mean 0, std 1). Here the
    /// advantage is 0, because there is no other sample to compare with.
    /// </para>
    /// </summary>
    /// <param name="rewards">[G] rewards.</param>
    /// <param name="epsilon">ε, at least 0.</param>
    /// <param name="degreesOfFreedom">1 for the sample standard deviation, 0 for the population's.</param>
    public static double[] GroupNormalized(ReadOnlySpan<double> rewards, double epsilon, int degreesOfFreedom = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);

        if (AllSame(rewards))
        {
            return new double[rewards.Length];
        }

        double[] centred = MeanCentred(rewards);
        double squares = 0;
        foreach (double difference in centred)
        {
            squares += difference * difference;
        }

        double deviation = Math.Sqrt(squares / (rewards.Length - degreesOfFreedom));
        // Rewards 1e-217 apart have squares below the smallest double: without ε that would be 0 / 0.
        return deviation == 0 ? new double[rewards.Length] : [.. centred.Select(difference => difference / (deviation + epsilon))];
    }

    /// <summary>
    /// <c>A_i = r_i - mean r</c>. Example: 1 0 0 0 give .75 -.25 -.25 -.25. Source: Dr. GRPO, arXiv 2503.20783.
    /// </summary>
    public static double[] MeanCentred(ReadOnlySpan<double> rewards)
    {
        double[] advantages = new double[rewards.Length];
        if (AllSame(rewards))
        {
            return advantages;
        }

        double sum = 0;
        foreach (double reward in rewards)
        {
            sum += reward;
        }

        double mean = sum / rewards.Length;
        for (int i = 0; i < advantages.Length; i++)
        {
            advantages[i] = rewards[i] - mean;
        }

        return advantages;
    }

    /// <summary>
    /// Leave-one-out baseline: <c>A_i = r_i - mean of the others = (r_i - mean r) G / (G - 1)</c>. Example: 1 0 0 0 give
    /// 1 -.333333 -.333333 -.333333. Source: RLOO, arXiv 2402.14740.
    /// </summary>
    public static double[] LeaveOneOut(ReadOnlySpan<double> rewards)
    {
        double scale = rewards.Length > 1 ? rewards.Length / (rewards.Length - 1.0) : 0;
        return [.. MeanCentred(rewards).Select(difference => difference * scale)];
    }

    // In floating point, the mean of equal numbers may differ from that number, and 1e-17 / (0 + ε) is not zero.
    private static bool AllSame(ReadOnlySpan<double> rewards) =>
        rewards.IsEmpty || rewards.IndexOfAnyExcept(rewards[0]) < 0;
}
