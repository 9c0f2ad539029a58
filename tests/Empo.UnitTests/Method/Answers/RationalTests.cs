using System.Numerics;
using CsCheck;
using Empo.Method.Answers.Numerics;

namespace Empo.UnitTests.Method.Answers;

/// <summary>Fractions of any size: exact roots beyond what a double holds, order, lowest terms.</summary>
public sealed class RationalTests
{
    [Fact]
    public void Roots_of_long_powers_are_exact_and_those_of_their_neighbours_do_not_exist() =>
        Gen.Select(Gen.Long[2, long.MaxValue], Gen.Int[2, 7]).Sample(
            (number, degree) =>
            {
                BigInteger power = BigInteger.Pow(number, degree);

                Assert.Equal(new Rational(number), new Rational(power).Root(degree));
                Assert.Null(new Rational(power + 1).Root(degree));
                Assert.Equal(new Rational(1, number), new Rational(1, power).Root(degree));
            },
            iter: 200);

    [Theory]
    [InlineData(0, 3, 0)]
    [InlineData(1, 5, 1)]
    [InlineData(27, 3, 3)]
    [InlineData(28, 3, null)]
    [InlineData(-8, 3, null)]
    public void Short_roots(int value, int degree, int? expected) =>
        Assert.Equal(expected is { } root ? new Rational(root) : null, new Rational(value).Root(degree));

    [Fact]
    public void Fractions_are_kept_in_lowest_terms_with_the_sign_above()
    {
        Rational half = new(6, -12);

        Assert.Equal((new BigInteger(-1), new BigInteger(2)), (half.Numerator, half.Denominator));
        Assert.Equal(BigInteger.One, default(Rational).Denominator);
        Assert.Throws<DivideByZeroException>(() => new Rational(1, BigInteger.Zero));
    }

    [Fact]
    public void Sums_and_products_are_what_they_are_by_definition_and_in_lowest_terms() =>
        Gen.Select(Gen.Int[-400, 400], Gen.Int[1, 60], Gen.Int[-400, 400], Gen.Int[1, 60]).Sample((a, b, c, d) =>
        {
            (Rational left, Rational right) = (new(a, b), new(c, d));

            AssertIs(left + right, (a * d) + (c * b), b * d);
            AssertIs(left - right, (a * d) - (c * b), b * d);
            AssertIs(left * right, a * c, b * d);
            AssertIs(-left, -a, b);
            AssertIs(left.Abs(), Math.Abs(a), b);
            AssertIs(left.Power(3), a * a * a, b * b * b);
        });

    private static void AssertIs(Rational value, int numerator, int denominator)
    {
        int divisor = (int)BigInteger.GreatestCommonDivisor(numerator, denominator);

        Assert.Equal((numerator / divisor, denominator / divisor), (value.Numerator, value.Denominator));
    }

    [Fact]
    public void Order_and_difference()
    {
        Rational third = new(1, 3);
        Rational half = new(1, 2);

        Assert.True(third < half && half > third);
        Assert.False(third > half || half < third || third < new Rational(2, 6) || third > new Rational(2, 6));
        Assert.Equal(new Rational(-1, 6), third - half);
    }
}
