using System.Numerics;
using CsCheck;
using Empo.Method.Answers.Numerics;

namespace Empo.UnitTests.Method.Answers;

/// <summary>Every operation against exact fractions or published digits, on both sides of each case distinction.</summary>
public sealed class LongDoubleDigitsTests
{
    private static readonly Gen<LongDouble> Any = Gen.Select(Gen.Double[-1e6, 1e6], Gen.Double[-1, 1])
        .Select((high, low) => (LongDouble)high + (low * 1e-12));

    [Fact]
    public void Arithmetic_agrees_with_exact_fractions() =>
        Gen.Select(Any, Any.Where(divisor => Math.Abs(divisor.High) > 1e-3)).Sample(
            (a, b) =>
            {
                Rational left = ThirtyDigits.Exact(a);
                Rational right = ThirtyDigits.Exact(b);

                ThirtyDigits.AssertNear(left + right, a + b, 1e-25); // terms of 10^6 may cancel
                ThirtyDigits.AssertNear(left - right, a - b, 1e-25);
                ThirtyDigits.AssertNear(left * right, a * b, 1e-30);
                ThirtyDigits.AssertNear(left / right, a / b, 1e-30);
                Assert.Equal(left < right, a < b);
                Assert.Equal(left > right, a > b);
                Assert.Equal(new Rational(left.Floor()), ThirtyDigits.Exact(a.Floor()));
            },
            iter: 400);

    [Theory]
    [InlineData("exp", 0.5, "1.64872127070012814684865078781416357")]
    [InlineData("exp", -20.25, "0.00000000160522805518561160865393430910953966")]
    [InlineData("exp", 50.125, "5875041049325463212798.06088486624554")]
    [InlineData("exp", 700, "1.01423205473500450945532959523126762e+304")]
    [InlineData("exp", 0, "1")]
    [InlineData("ln", 10, "2.30258509299404568401799145468436421")]
    [InlineData("ln", 0.0009765625, "-6.93147180559945309417232121458176568")]
    [InlineData("ln", 1000003, "13.8155135579597741131079284781547851")]
    [InlineData("sqrt", 2, "1.41421356237309504880168872420969808")]
    [InlineData("sqrt", 1e22, "1e11")]
    [InlineData("sqrt", 0, "0")]
    [InlineData("sin", 1, "0.841470984807896506652502321630299")]
    [InlineData("sin", 2, "0.909297426825681695396019865911744843")]
    [InlineData("sin", 4, "-0.756802495307928251372639094511829094")]
    [InlineData("sin", -5.5, "0.705540325570391906231919175522070079")]
    [InlineData("sin", 100.25, "-0.277282856454851303353672057019435887")]
    [InlineData("cos", 1, "0.540302305868139717400936607442976604")]
    [InlineData("cos", 2, "-0.41614683654714238699756822950076219")]
    [InlineData("cos", 4, "-0.653643620863611914639168183097750381")]
    [InlineData("cos", -5.5, "0.708669774291260000027421181325843735")]
    [InlineData("cos", 100.25, "0.960788331276061203442344561362049986")]
    public void Functions_have_thirty_digits(string function, double x, string expected)
    {
        LongDouble argument = x;

        LongDouble value = function switch
        {
            "exp" => argument.Exp(),
            "ln" => argument.Log(),
            "sqrt" => argument.Sqrt(),
            "sin" => argument.SinCos().Sin,
            _ => argument.SinCos().Cos,
        };

        ThirtyDigits.AssertNear(expected, value);
    }

    [Fact]
    public void Small_values_keep_their_digits()
    {
        Rational tiny = ThirtyDigits.Exact("1.60522805518561160865393430910953966e-9");

        Assert.True((ThirtyDigits.Exact(((LongDouble)(-20.25)).Exp()) - tiny).Abs() < tiny * ThirtyDigits.Exact("1e-28"));
    }

    [Theory]
    [InlineData(1, 2, "0.463647609000806116214256231461214402")]
    [InlineData(1, -2, "2.67794504458898712224838715181828848")]
    [InlineData(-1, -2, "-2.67794504458898712224838715181828848")]
    [InlineData(-1, 2, "-0.463647609000806116214256231461214402")]
    [InlineData(1, 0, "1.57079632679489661923132169163975144")]
    [InlineData(-3, 0, "-1.57079632679489661923132169163975144")]
    [InlineData(0, -1, "3.14159265358979323846264338327950288")]
    [InlineData(0, 4, "0")]
    [InlineData(0, 0, "0")]
    public void Angles_of_all_quadrants(double y, double x, string expected) => ThirtyDigits.AssertNear(expected, ((LongDouble)y).Atan2(x));

    [Fact]
    public void Floors_look_at_both_parts()
    {
        LongDouble large = 1e20;

        Assert.Equal(large - 1, (large - 0.25).Floor());
        Assert.Equal(large, (large + 0.75).Floor());
        Assert.Equal(new LongDouble(-3, 0), ((LongDouble)(-2.5)).Floor());
        Assert.Equal(new LongDouble(4, 0), ((LongDouble)4).Floor());
        Assert.Equal(new LongDouble(3, 0), ((LongDouble)4 - 1e-25).Floor());
    }

    [Fact]
    public void Range_is_that_of_double()
    {
        Assert.False(((LongDouble)710).Exp().IsFinite);
        Assert.True(((LongDouble)709).Exp().IsFinite);
        Assert.Equal(LongDouble.Zero, ((LongDouble)(-710)).Exp());
        Assert.NotEqual(LongDouble.Zero, ((LongDouble)(-700)).Exp());
        Assert.True(double.IsNaN(((LongDouble)(-1)).Sqrt().High));
        Assert.False(new LongDouble(0, double.NaN).IsFinite);
        Assert.False(LongDouble.From(new Rational(BigInteger.Pow(10, 400))).IsFinite);
        Assert.Equal(LongDouble.Zero, LongDouble.From(new Rational(1, BigInteger.Pow(10, 400))));
    }

    [Fact]
    public void Fractions_lose_nothing_before_the_thirtieth_digit() =>
        Gen.Select(Gen.Long[-long.MaxValue, long.MaxValue], Gen.Long[1, long.MaxValue], Gen.Int[-60, 60]).Sample(
            (above, below, exponent) =>
            {
                Rational value = new Rational(above, below) * ((Rational)10).Power(exponent);

                LongDouble rounded = LongDouble.From(value);

                    Assert.True(
                        (ThirtyDigits.Exact(rounded) - value).Abs()
                            < (value.Abs() * ThirtyDigits.Exact("1e-30")) + ThirtyDigits.Exact("1e-300")
                    );
                    Assert.Equal(value.Sign, rounded.Sign);
                },
                iter: 200
            );
}
