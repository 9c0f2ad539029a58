using System.Globalization;
using System.Numerics;
using Empo.Method.Answers.Numerics;

namespace Empo.UnitTests.Method.Answers;

/// <summary>Reference values with more digits than a <see cref="LongDouble"/> holds, and what "equal" means for them.</summary>
internal static class ThirtyDigits
{
    /// <summary>The exact value of a decimal numeral such as <c>-1.25e-7</c>.</summary>
    public static Rational Exact(string numeral)
    {
        string[] parts = numeral.Split('e');
        int exponent = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        int point = parts[0].IndexOf('.', StringComparison.Ordinal);
        int decimals = point < 0 ? 0 : parts[0].Length - point - 1;
        Rational digits = new(BigInteger.Parse(parts[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture));
        return digits * ((Rational)10).Power(exponent - decimals);
    }

    /// <summary>The exact sum of both parts.</summary>
    public static Rational Exact(LongDouble value) => Exact(value.High) + Exact(value.Low);

    /// <summary>Equal within a share of the expected value, or of 1 where that is larger.</summary>
    public static void AssertNear(string expected, LongDouble actual, double share = 1e-28) => AssertNear(Exact(expected), actual, share);

    /// <summary>Equal within a share of the expected value, or of 1 where that is larger.</summary>
    public static void AssertNear(Rational expected, LongDouble actual, double share)
    {
        Rational size = expected.Abs() > 1 ? expected.Abs() : 1;
        Assert.True(actual.IsFinite, $"{actual} is not finite.");
        Assert.True((Exact(actual) - expected).Abs() < Exact(share) * size, $"{actual} is not {expected}.");
    }

    private static Rational Exact(double value)
    {
        // A double times 2^1074 is an integer.
        Rational result = 0;
        for (int shift = 0; value != 0; shift += 200)
        {
            double whole = Math.Truncate(value);
            result += new Rational(new BigInteger(whole), BigInteger.One << shift);
            value = Math.ScaleB(value - whole, 200);
        }

        return result;
    }
}
