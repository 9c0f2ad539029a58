namespace Empo.Method;

/// <summary>The direction of a series.</summary>
public static class Trend
{
    /// <summary>
    /// Slope of the least-squares line through equally spaced values, per step; 0 for fewer than two. Example: 1 2 4 has the slope 1.5.
    /// </summary>
    /// <param name="values">Values in order of time.</param>
    public static double Slope(IReadOnlyList<double> values)
    {
        if (values.Count < 2)
        {
            return 0;
        }

        double middle = (values.Count - 1) / 2.0;
        double mean = values.Average();
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < values.Count; i++)
        {
            covariance += (i - middle) * (values[i] - mean);
            variance += (i - middle) * (i - middle);
        }

        return covariance / variance;
    }
}
