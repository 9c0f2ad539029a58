using System.Numerics;
using CsCheck;
using Empo.Method.Answers.Numerics;

namespace Empo.UnitTests.Method.Answers;

/// <summary>Thirty digits hold through every function: identities are checked to 1e-28.</summary>
public sealed class LongDoubleTests
{
    private const double Tiny = 1e-28;

    private static readonly Gen<LongDouble> Moderate = Gen.Double[-20, 20]
        .Select(Gen.Double[-1, 1])
        .Select((high, low) => (LongDouble)high + (low * 1e-17));

    [Fact]
    public void Logarithm_undoes_the_exponential() =>
        Moderate.Sample(x => AssertNear(x, x.Exp().Log(), 20));

    [Fact]
    public void Sine_and_cosine_lie_on_the_unit_circle_and_the_angle_comes_back() =>
        Gen.Double[-3.1, 3.1].Sample(angle =>
        {
            (LongDouble sine, LongDouble cosine) = ((LongDouble)angle).SinCos();

            AssertNear(LongDouble.One, (sine * sine) + (cosine * cosine), 1);
            AssertNear(angle, sine.Atan2(cosine), 4);
        });

    [Fact]
    public void Square_of_the_root_and_product_with_the_quotient() =>
        Gen.Select(Gen.Double[1e-3, 1e3], Gen.Double[1e-3, 1e3]).Sample((a, b) =>
        {
            LongDouble root = ((LongDouble)a).Sqrt();

            AssertNear(a, root * root, a);
            AssertNear(a, (LongDouble)a / b * b, a);
        });

    [Fact]
    public void Short_fractions_and_integers_are_rounded_to_thirty_digits() =>
        Gen.Select(Gen.Long[-(1L << 53), 1L << 53], Gen.Long[1, 1L << 53]).Sample((above, below) =>
        {
            LongDouble quotient = LongDouble.From(new Rational(above, below));

            Assert.True(Math.Abs(((quotient * below) - above).High) <= 1e-29 * Math.Abs(above));
            Assert.Equal(new LongDouble(above, 0), LongDouble.From(new Rational(above)));
        });

    [Fact]
    public void Known_values()
    {
        AssertNear(LongDouble.Euler, LongDouble.One.Exp(), 3);
        AssertNear(LongDouble.Ln2, ((LongDouble)2).Log(), 1);
        AssertNear(0.5, (LongDouble.Pi / 6).SinCos().Sin, 1);
        AssertNear(LongDouble.Pi.Sqrt() / 2, LogGamma.Factorial(0.5).Real, 1);
        AssertNear(120, LogGamma.Factorial(5).Real, 120);
        AssertNear(LongDouble.One / 3, LongDouble.From(new Rational(1, 3)), 1);
        AssertNear(-(LongDouble)1e20, LongDouble.From(new Rational(-BigInteger.Pow(10, 20))), 1e20);
    }

    [Fact]
    public void Fractions_of_any_size_are_rounded_to_thirty_digits() =>
        Gen.Select(Gen.Long[1, long.MaxValue], Gen.Long[1, long.MaxValue]).Sample((above, below) =>
        {
            LongDouble direct = LongDouble.From(new Rational(above)) / LongDouble.From(new Rational(below));

            AssertNear(direct, LongDouble.From(new Rational(above, below)), direct.High);
        });

    [Theory]
    [InlineData("asin", 0.5)]
    [InlineData("acos", 0.3)]
    [InlineData("atan", 2.5)]
    [InlineData("asinh", 1.5)]
    [InlineData("atanh", 0.25)]
    [InlineData("acosh", 3.5)]
    public void Inverse_functions_undo(string inverse, double x)
    {
        LongComplex value = Trigonometry.Evaluate(inverse[1..], Trigonometry.Evaluate(inverse, (LongDouble)x));

        AssertNear(x, value.Real, 4);
        Assert.Equal(0, value.Imaginary.High, Tiny * 100);
    }

    private static void AssertNear(LongDouble expected, LongDouble actual, double scale) =>
        Assert.True(Math.Abs((expected - actual).High) <= Tiny * Math.Max(1, Math.Abs(scale)), $"{expected} and {actual}");
}
