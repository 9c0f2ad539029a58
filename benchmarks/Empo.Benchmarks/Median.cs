namespace Empo.Benchmarks;

/// <summary>The middle of a sample; the mean of the two middle ones where their number is even.</summary>
internal static class Median
{
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
