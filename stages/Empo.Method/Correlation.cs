namespace Empo.Method;

/// <summary>Correlation of two series, in [-1, 1]; NaN where a series has fewer than two values or does not vary.</summary>
public static class Correlation
{
    /// <summary>
    /// Linear: <c>Σ (x - x̄)(y - ȳ) / √(Σ (x - x̄)² Σ (y - ȳ)²)</c>. Example: 1 2 3 4 against 1 3 2 4 gives 0.8.
    /// </summary>
    /// <exception cref="ArgumentException">The series differ in length.</exception>
    public static double Pearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException($"Two series of one length are needed: {x.Length} and {y.Length}.");
        }

        double meanX = Mean(x);
        double meanY = Mean(y);
        double both = 0;
        double squaresX = 0;
        double squaresY = 0;
        for (int i = 0; i < x.Length; i++)
        {
            both += (x[i] - meanX) * (y[i] - meanY);
            squaresX += (x[i] - meanX) * (x[i] - meanX);
            squaresY += (y[i] - meanY) * (y[i] - meanY);
        }

        double scale = Math.Sqrt(squaresX) * Math.Sqrt(squaresY);
        return DoesNotVary(x) || DoesNotVary(y) ? double.NaN : Math.Clamp(both / scale, -1, 1);
    }

    /// <summary>
    /// Correlation of ranks; ties share their mean rank. Any increasing transformation leaves it unchanged. Example: 1 2 3 4 against 1 8 27
    /// 64 gives 1.
    /// </summary>
    public static double Spearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Pearson(Ranks(x), Ranks(y));

    private static bool DoesNotVary(ReadOnlySpan<double> series) => series.IsEmpty || series.IndexOfAnyExcept(series[0]) < 0;

    private static double Mean(ReadOnlySpan<double> series)
    {
        double sum = 0;
        foreach (double value in series)
        {
            sum += value;
        }

        return sum / series.Length;
    }

    private static double[] Ranks(ReadOnlySpan<double> series)
    {
        double[] values = series.ToArray();
        int[] order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(values, order);
        double[] ranks = new double[values.Length];
        for (int first = 0; first < values.Length;)
        {
            int last = first;
            while (last + 1 < values.Length && values[last + 1] == values[first])
            {
                last++;
            }

            for (int i = first; i <= last; i++)
            {
                ranks[order[i]] = ((first + last) / 2.0) + 1;
            }

            first = last + 1;
        }

        return ranks;
    }
}
