namespace Empo.Method;

/// <summary>Confidence interval of a share.</summary>
public static class WilsonInterval
{
    /// <summary>The two-sided 95 % point of the normal distribution.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>
    /// Score interval <c>(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)</c>; within [0, 1] also at 0 and n successes, where the
    /// textbook interval has no width. Example: 8 of 10 give [0.490162, 0.943318]. Source: Wilson 1927.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not n ≥ 1 and 0 ≤ successes ≤ n.</exception>
    public static Interval Of(int successes, int n, double z = Z95)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, n);

        double share = (double)successes / n;
        double scale = 1 + (z * z / n);
        double centre = (share + (z * z / (2 * n))) / scale;
        double half = z / scale * Math.Sqrt((share * (1 - share) / n) + (z * z / (4.0 * n * n)));
        return new Interval(share, successes == 0 ? 0 : Math.Max(0, centre - half), successes == n ? 1 : Math.Min(1, centre + half));
    }
}
