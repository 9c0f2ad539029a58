namespace Empo.Method;

/// <summary>
/// Advantages of the G samples of one question from their rewards, [G]. Every estimator gives exactly 0 for each sample when all
/// rewards are the same value, and for a group of one; NaN never comes out of finite rewards.
/// </summary>
public static class Advantages
{
    /// <summary>
    /// Group z-score (GRPO): <c>A_i = (r_i - mean r) / (std r + ε)</c> with the sample standard deviation (ddof 1) unless said
    /// otherwise. Sums to 0 up to rounding; adding a constant to the rewards changes nothing, scaling them changes nothing but for ε.
    /// <para>
    /// Example: rewards .5 .5 .25 .25 with ε 1e-4 give ±0.865426. Source: arXiv 2504.05812, equation 5. The paper has no ε; released
    /// code has 1e-4 (TRL) and 1e-6 (verl), both with ddof 1. For a group of one verl keeps the reward itself (mean 0, std 1); here
    /// it is 0, because one sample compares with nothing.
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

        double deviation = Math.Sqrt(squares / (rewards.Length - degreesOfFreedom)) + epsilon;
        return [.. centred.Select(difference => difference / deviation)];
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

    // The mean of equal numbers need not be that number in floating point; 1e-17 / (0 + ε) is not zero.
    private static bool AllSame(ReadOnlySpan<double> rewards) =>
        rewards.IsEmpty || rewards.IndexOfAnyExcept(rewards[0]) < 0;
}
