namespace Empo.Method;

/// <summary>Confidence interval of a mean of few independent values, such as differences of two arms over seeds.</summary>
public static class StudentInterval
{
    /// <summary>
    /// <c>x̄ ± t s / √n</c> with the sample standard deviation s and the two-sided point t of Student's distribution with n - 1 degrees of
    /// freedom. One value has no interval (bounds NaN); equal values have no width. Example: 1 2 3 4 5 give 3 ± 1.963243.
    /// Source: Student 1908. It assumes nearly normal values; state this assumption when there are only five seeds.
    /// </summary>
    /// <param name="values">[n], n at least 1.</param>
    /// <param name="level">Confidence level in (0, 1).</param>
    public static Interval OfMean(IReadOnlyList<double> values, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);

        double mean = values.Average();
        if (values.Count == 1)
        {
            return new Interval(mean, double.NaN, double.NaN);
        }

        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        double half = TwoSidedPoint(values.Count - 1, level) * deviation / Math.Sqrt(values.Count);
        return new Interval(mean, mean - half, mean + half);
    }

    /// <summary>
    /// The t with P(|T| ≤ t) = level, found by bisection to 1e-12. Examples at 0.95: 12.706205 for 1 degree of freedom, 4.302653 for 2,
    /// 2.776445 for 4, 2.262157 for 9.
    /// </summary>
    public static double TwoSidedPoint(int degreesOfFreedom, double level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degreesOfFreedom, 1);
        if (level is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "A confidence level lies between 0 and 1.");
        }

        double low = 0;
        double high = 1;
        while (Within(high, degreesOfFreedom) < level)
        {
            (low, high) = (high, 2 * high);
        }

        while (high - low > 1e-12 * high)
        {
            double middle = (low + high) / 2;
            (low, high) = Within(middle, degreesOfFreedom) < level ? (middle, high) : (low, middle);
            if (middle == low && middle == high)
            {
                break;
            }
        }

        return (low + high) / 2;
    }

    /// <summary>
    /// P(|T| ≤ t) for whole degrees of freedom ν as a finite sum, θ = arctan(t / √ν). Even ν: <c>sin θ (1 + 1/2 cos² θ + 1·3/(2·4) cos⁴ θ +
    /// …)</c>
    /// with ν / 2 terms; odd ν: <c>2/π (θ + sin θ (cos θ + 2/3 cos³ θ + 2·4/(3·5) cos⁵ θ + …))</c> with (ν - 1) / 2 terms.
    /// Source: Abramowitz and Stegun, 26.7.3 and 26.7.4.
    /// </summary>
    public static double Within(double t, int degreesOfFreedom)
    {
        double angle = Math.Atan(t / Math.Sqrt(degreesOfFreedom));
        double square = Math.Cos(angle) * Math.Cos(angle);
        bool odd = degreesOfFreedom % 2 == 1;
        double term = odd ? Math.Cos(angle) : 1;
        double sum = 0;
        for (int k = odd ? 3 : 2; k <= degreesOfFreedom; k += 2)
        {
            sum += term;
            term *= square * (k - 1) / k;
        }

        return odd ? 2 / Math.PI * (angle + (Math.Sin(angle) * sum)) : Math.Sin(angle) * sum;
    }
}
