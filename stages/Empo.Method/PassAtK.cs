namespace Empo.Method;

/// <summary>The probability that at least one of k samples is correct.</summary>
public static class PassAtK
{
    /// <summary>
    /// Unbiased from n samples of which c are correct: <c>1 - C(n-c, k) / C(n, k)</c>, as the product
    /// <c>1 - Π_{i=n-c+1..n} (1 - k/i)</c>, which neither overflows nor cancels at n = 200. In [0, 1]; exactly 0 for c = 0 and 1 for
    /// n - c &lt; k; k = 1 is c/n.
    /// <para>
    /// Example: n 16, c 4, k 8 give 0.961538. Source: Chen et al., arXiv 2107.03374, equation 1. verl's best@k differs: it draws with
    /// replacement, with expectation 1 - (1 - c/n)^k, 0.899887 here.
    /// </para>
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 ≤ k ≤ n and 0 ≤ c ≤ n.</exception>
    public static double Unbiased(int samples, int correct, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, samples);
        ArgumentOutOfRangeException.ThrowIfNegative(correct);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(correct, samples);

        if (samples - correct < k)
        {
            return 1;
        }

        double allWrong = 1;
        for (int i = samples - correct + 1; i <= samples; i++)
        {
            allWrong *= 1 - ((double)k / i);
        }

        return 1 - allWrong;
    }
}
