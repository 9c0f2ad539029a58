namespace Empo.Method;

/// <summary>
/// Estimators of KL(policy ‖ reference) from one sampled token; x = ln p_policy - ln p_reference, nats. Source: Schulman,
/// "Approximating KL divergence" (2020). EMPO trains with β = 0 and uses none of them.
/// </summary>
public static class KlEstimate
{
    /// <summary><c>x</c>: unbiased, may be negative. Used for a penalty in the reward. Example: (-1, -1.3) gives 0.3.</summary>
    public static double K1(double logProb, double referenceLogProb) => logProb - referenceLogProb;

    /// <summary>
    /// <c>x² / 2</c>: never negative, slightly biased. Used in the loss, because its gradient is the gradient of the KL. Example: 0.045.
    /// </summary>
    public static double K2(double logProb, double referenceLogProb)
    {
        double difference = logProb - referenceLogProb;
        return difference * difference / 2;
    }

    /// <summary><c>exp(-x) + x - 1</c>: never negative and unbiased; grows fast for x far below 0. Example: 0.040818.</summary>
    public static double K3(double logProb, double referenceLogProb)
    {
        double difference = referenceLogProb - logProb;
        return Math.Exp(difference) - difference - 1;
    }

    /// <summary>
    /// KL in the reward by k1: <c>r_i - β Σ_t (ln p_rollout - ln p_reference)</c>, nats summed over the response. β = 0 changes nothing.
    /// Example: r .5, β .1, log-probabilities -1 -2 against -1.3 -2 give .47. Source: verl's <c>apply_kl_penalty</c>; off in EMPO's
    /// recipes.
    /// </summary>
    /// <param name="logProbs">[T] of the response under the policy that sampled it.</param>
    /// <param name="reference">[T] under the reference.</param>
    public static double Penalized(double reward, double beta, ReadOnlySpan<float> logProbs, ReadOnlySpan<float> reference)
    {
        double sum = 0;
        for (int t = 0; t < logProbs.Length; t++)
        {
            sum += K1(logProbs[t], reference[t]);
        }

        return reward - (beta * sum);
    }
}
