using System.Numerics;
using Empo.Method.Answers.Numerics;

namespace Empo.UnitTests.Method.Answers;

/// <summary>Exact as long as possible, then 31 digits; and the texts that equal values share.</summary>
public sealed class ScalarTests
{
    private static readonly Scalar Root2 = ((LongDouble)2).Sqrt();
    private static readonly Scalar Third = new Rational(1, 3);

    [Fact]
    public void Fractions_stay_exact_and_what_meets_a_root_does_not()
    {
        Assert.Equal(new Rational(5, 6), (Third + new Rational(1, 2)).Exact);
        Assert.Equal(new Rational(-1, 6), (Third - new Rational(1, 2)).Exact);
        Assert.Equal(new Rational(1, 6), (Third * new Rational(1, 2)).Exact);
        Assert.Equal(new Rational(2, 3), (Third / new Rational(1, 2)).Exact);
        Assert.Equal(new Rational(-1, 3), (-Third).Exact);
        Assert.Null((Third + Root2).Exact);
        Assert.Null((Root2 * Third).Exact);
        Assert.Null((Third / Root2).Exact);
        Assert.Null((-Root2).Exact);
        Assert.Equal(Rational.Zero, (Root2 * Rational.Zero).Exact);
        Assert.Equal(Rational.Zero, ((Scalar)Rational.Zero * Root2).Exact);
    }

    [Fact]
    public void Long_fractions_are_kept_with_31_digits()
    {
        Scalar longest = new Rational(BigInteger.One << 4094);
        Scalar tooLong = new Rational(BigInteger.One << 4096);

        Assert.NotNull(longest.Exact);
        Assert.Null(tooLong.Exact);
        Assert.Null((longest * longest).Exact);
        Assert.Equal(longest.ToKey(), longest.ToDigits()); // no double holds it
    }

    [Fact]
    public void What_is_divided_by_nothing_is_undefined()
    {
        Assert.False((Third / Rational.Zero).IsDefined);
        Assert.False((Root2 / (Scalar)LongComplex.Undefined).IsDefined);
        Assert.False((Root2 / (Root2 - Root2)).IsDefined);
        Assert.True((Rational.Zero / Root2).IsDefined);
        Assert.Equal("undefined", Scalar.Undefined.ToKey());
        Assert.Equal("undefined", Scalar.Undefined.ToDigits());
    }

    [Fact]
    public void Signs_and_kinds()
    {
        Scalar imaginary = LongComplex.I;

        Assert.Equal((1, -1, 1, -1, 0), (Third.Sign, (-Third).Sign, Root2.Sign, (-Root2).Sign, ((Scalar)Rational.Zero).Sign));
        Assert.True(Third.IsReal && Root2.IsReal && !imaginary.IsReal);
        Assert.True(((Scalar)Rational.Zero).IsZero && (Root2 - Root2).IsZero && !Third.IsZero && !Root2.IsZero && !imaginary.IsZero);
        Assert.True(Third.IsDefined && Root2.IsDefined && !Scalar.Undefined.IsDefined);
    }

    /// <summary>15 significant digits, rounded at the sixteenth, in one spelling.</summary>
    [Theory]
    [InlineData("1.41421356237309504880168872420969808", "1.4142135623731e0")]
    [InlineData("-0.00141421356237309504880168872420969808", "-1.4142135623731e-3")]
    [InlineData("1234567890.123456789012345", "1.23456789012346e9")]
    [InlineData("1234567890.12345499", "1.23456789012345e9")]
    [InlineData("1234567890.12345500001", "1.23456789012346e9")]
    [InlineData("9.9999999999999996", "1e1")]
    [InlineData("9.9999999999999994", "1e1")]
    [InlineData("9.999999999999994", "9.99999999999999e0")]
    [InlineData("999999999999999.6", "1e15")]
    [InlineData("99999999999999.96", "1e14")]
    [InlineData("100000000000000.4", "1e14")]
    [InlineData("1000000000000004", "1e15")]
    [InlineData("1000000000000006", "1.00000000000001e15")]
    [InlineData("123456789012345678901", "1.23456789012346e20")]
    [InlineData("9.9999999999999982", "1e1")] // its logarithm is below 1
    [InlineData("9.9999999999997e299", "9.9999999999997e299")] // its logarithm rounds to 300
    [InlineData("9.9999999999997e-300", "9.9999999999997e-300")]
    [InlineData("2.5e-290", "2.5e-290")]
    [InlineData("2.5e290", "2.5e290")]
    [InlineData("1e-300", "1e-300")]
    [InlineData("-7", "-7e0")]
    [InlineData("0", "0")]
    public void Digits_of_real_numbers(string value, string expected)
    {
        Rational exact = ThirtyDigits.Exact(value);

        Assert.Equal(expected, ((Scalar)exact).ToDigits());
        Assert.Equal(expected, ((Scalar)LongDouble.From(exact)).ToDigits());
    }

    [Theory]
    [InlineData(1, 2, "1e0+2e0i")]
    [InlineData(1, -2, "1e0-2e0i")]
    [InlineData(0, -2.5, "0-2.5e0i")]
    [InlineData(1, 1e-23, "1e0")]
    [InlineData(1, 1e-21, "1e0+1e-21i")]
    [InlineData(1e-23, 1, "0+1e0i")]
    [InlineData(1e-21, 1, "1e-21+1e0i")]
    public void Digits_of_complex_numbers(double real, double imaginary, string expected)
    {
        Scalar value = new LongComplex(real, imaginary);

        Assert.Equal(expected, value.ToDigits());
        Assert.Equal(imaginary < 1e-22 && imaginary > 0 ? "1" : expected, value.ToKey());
    }

    /// <summary>A fraction that was reached through roots or logarithms has the key of the fraction.</summary>
    [Theory]
    [InlineData(1, 3)]
    [InlineData(-22, 7)]
    [InlineData(1, 999_983)]
    [InlineData(999_983, 1_000_000)]
    [InlineData(123_456_789, 1_000)]
    [InlineData(4, 1)]
    [InlineData(-1, 2)]
    [InlineData(46_368, 28_657)] // a long expansion: Fibonacci numbers
    public void Fractions_with_short_denominators_are_recognised(int above, int below)
    {
        Rational fraction = new(above, below);

        Assert.Equal(fraction.ToString(), ((Scalar)LongDouble.From(fraction)).ToKey());
        Assert.Equal(fraction.ToString(), ((Scalar)(LongDouble.From(fraction) + (LongDouble.From(fraction) * 1e-28))).ToKey());
        Assert.StartsWith(
            "≈",
            ((Scalar)(LongDouble.From(fraction) + (LongDouble.From(fraction) * 1e-22))).ToKey(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Other_values_are_not_taken_for_fractions()
    {
        Assert.Equal("≈1.4142135623731e0", Root2.ToKey());
        Assert.Equal("≈9.99998000004e-7", ((Scalar)LongDouble.From(new Rational(1, 1_000_002))).ToKey());
        Assert.Equal("1000000000000000", ((Scalar)(LongDouble)1e15).ToKey());
        Assert.Equal("≈2e15", ((Scalar)(LongDouble)2e15).ToKey());
        Assert.Equal("≈-2e15", ((Scalar)(LongDouble)(-2e15)).ToKey());
    }
}
