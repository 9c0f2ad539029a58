namespace Empo.UnitTests.Method;

/// <summary>Sequences of numbers to six decimals, the precision of the reference tables.</summary>
internal static class NumberAssert
{
    public static void Near(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance = 1e-6)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"At {i}: expected {expected[i]:R}, got {actual[i]:R}.");
        }
    }
}
