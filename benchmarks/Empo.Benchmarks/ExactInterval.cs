using Empo.Method;

namespace Empo.Benchmarks;

/// <summary>Exact confidence interval of a share of few trials, such as runs of a study that were stopped in time.</summary>
internal static class ExactInterval
{
    /// <summary>
    /// The p for which k or more, and k or fewer, successes of n each have probability (1 - level) / 2; found by bisection. It covers at
    /// least as often as it says, so it is wider than <see cref="WilsonInterval"/>. Examples at 0.95: 9 of 10 give [0.554984, 0.997471], 0
    /// of 10 give [0, 0.308498]. Source: Clopper and Pearson 1934.
    /// </summary>
    /// <param name="successes">k, 0 to n.</param>
    /// <param name="n">Trials, at least 1.</param>
    /// <param name="level">Confidence level in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">Not n ≥ 1 and 0 ≤ successes ≤ n.</exception>
    public static Interval OfShare(int successes, int n, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, n);

        double tail = (1 - level) / 2;
        double low = successes == 0 ? 0 : Solve(share => 1 - AtMost(successes - 1, n, share) < tail);
        double high = successes == n ? 1 : Solve(share => AtMost(successes, n, share) > tail);
        return new Interval((double)successes / n, low, high);
    }

    /// <summary>The share in [0, 1] up to which a condition holds.</summary>
    private static double Solve(Func<double, bool> holdsBelow)
    {
        var (low, high) = (0.0, 1.0);
        for (int step = 0; step < 60; step++)
        {
            double middle = (low + high) / 2;
            (low, high) = holdsBelow(middle) ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>P(X ≤ k) of the binomial distribution with n trials.</summary>
    private static double AtMost(int k, int n, double share)
    {
        double sum = 0;
        double choose = 1;
        for (int i = 0; i <= k; i++)
        {
            sum += choose * Math.Pow(share, i) * Math.Pow(1 - share, n - i);
            choose *= (double)(n - i) / (i + 1);
        }

        return sum;
    }
}
