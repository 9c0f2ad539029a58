using System.Globalization;
using System.Numerics;

namespace Empo.Method.Answers.Numerics;

/// <summary>An exact fraction in lowest terms with a positive denominator.</summary>
internal readonly struct Rational : IEquatable<Rational>
{
    /// <summary>Numbers with more bits are not computed exactly: 4,096 bits are about 1,233 decimal digits.</summary>
    public const long MaxBits = 4096;

    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            throw new DivideByZeroException();
        }

        BigInteger divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        bool isReduced = divisor.IsOne;
        Numerator = isReduced ? numerator : numerator / divisor;
        Below = isReduced ? denominator : denominator / divisor;
    }

    public Rational(BigInteger integer)
    {
        Numerator = integer;
        Below = BigInteger.One;
    }

    public static Rational Zero => new(BigInteger.Zero);

    public static Rational One => new(BigInteger.One);

    public BigInteger Numerator { get; private init; }

    // A default struct has denominator 0; it stands for 0/1.
    public BigInteger Denominator => Below.IsZero ? BigInteger.One : Below;

    private BigInteger Below { get; init; }

    public bool IsInteger => Denominator.IsOne;

    public bool IsZero => Numerator.IsZero;

    public int Sign => Numerator.Sign;

    public bool IsTooLong => Numerator.GetBitLength() + Denominator.GetBitLength() > MaxBits;

    public static implicit operator Rational(int value) => new(value);

    /// <summary>
    /// The sum. Both sides are in lowest terms, so what the numerator can share with the denominator is a factor of both denominators
    /// (Knuth, TAOCP 2, 4.5.1).
    /// </summary>
    public static Rational operator +(Rational left, Rational right)
    {
        BigInteger shared = BigInteger.GreatestCommonDivisor(left.Denominator, right.Denominator);
        if (shared.IsOne)
        {
            return OfReduced(
                (left.Numerator * right.Denominator) + (right.Numerator * left.Denominator),
                left.Denominator * right.Denominator
            );
        }

        BigInteger rest = right.Denominator / shared;
        BigInteger numerator = (left.Numerator * rest) + (right.Numerator * (left.Denominator / shared));
        BigInteger divisor = BigInteger.GreatestCommonDivisor(numerator, shared);
        return OfReduced(numerator / divisor, left.Denominator / divisor * rest);
    }

    /// <summary>A fraction that is already in lowest terms with a positive denominator.</summary>
    public static Rational OfReduced(BigInteger numerator, BigInteger denominator) => new() { Numerator = numerator, Below = denominator };

    public static Rational operator -(Rational value) => OfReduced(-value.Numerator, value.Denominator);

    public static Rational operator -(Rational left, Rational right) => left + -right;

    /// <summary>The product, reduced crosswise: multiplying a long number by a short one then needs no gcd of two long ones.</summary>
    public static Rational operator *(Rational left, Rational right)
    {
        BigInteger first = BigInteger.GreatestCommonDivisor(left.Numerator, right.Denominator);
        BigInteger second = BigInteger.GreatestCommonDivisor(right.Numerator, left.Denominator);
        return first.IsOne && second.IsOne
            ? OfReduced(left.Numerator * right.Numerator, left.Denominator * right.Denominator)
            : OfReduced(left.Numerator / first * (right.Numerator / second), left.Denominator / second * (right.Denominator / first));
    }

    public static Rational operator /(Rational left, Rational right) =>
        new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    public static bool operator <(Rational left, Rational right) => left.CompareTo(right) < 0;

    public static bool operator >(Rational left, Rational right) => left.CompareTo(right) > 0;

    public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    public bool Equals(Rational other) => Numerator == other.Numerator && Denominator == other.Denominator;

    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Numerator, Denominator);

    public Rational Abs() => OfReduced(BigInteger.Abs(Numerator), Denominator);

    /// <summary>Largest integer not above the value.</summary>
    public BigInteger Floor()
    {
        BigInteger quotient = BigInteger.DivRem(Numerator, Denominator, out BigInteger remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>The value to an integer power; 0 to a negative power divides by zero.</summary>
    public Rational Power(int exponent)
    {
        Rational raised = OfReduced(BigInteger.Pow(Numerator, Math.Abs(exponent)), BigInteger.Pow(Denominator, Math.Abs(exponent)));
        return exponent < 0 ? One / raised : raised;
    }

    /// <summary>The exact real root of a non-negative value, or null where it is irrational.</summary>
    public Rational? Root(int degree)
    {
        BigInteger? above = IntegerRoot(Numerator, degree);
        BigInteger? below = IntegerRoot(Denominator, degree);
        return above is { } numerator && below is { } root ? new Rational(numerator, root) : null;
    }

    public override string ToString() => IsInteger
        ? Numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    // Newton's iteration from above; exact or null.
    private static BigInteger? IntegerRoot(BigInteger value, int degree)
    {
        if (value <= BigInteger.One)
        {
            return value.Sign < 0 ? null : value;
        }

        if (value.GetBitLength() <= 52)
        {
            long near = (long)Math.Round(Math.Pow((double)value, 1.0 / degree));
            return BigInteger.Pow(near, degree) == value ? near : null;
        }

        BigInteger root = BigInteger.One << (int)((value.GetBitLength() / degree) + 1);
        while (true)
        {
            BigInteger next = (((degree - 1) * root) + (value / BigInteger.Pow(root, degree - 1))) / degree;
            if (next >= root)
            {
                return BigInteger.Pow(root, degree) == value ? root : null;
            }

            root = next;
        }
    }
}
