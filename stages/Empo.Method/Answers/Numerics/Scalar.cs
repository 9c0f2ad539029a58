using System.Globalization;
using System.Numerics;

namespace Empo.Method.Answers.Numerics;

/// <summary>The value of an expression at a point: an exact fraction while arithmetic stays rational, otherwise 31 digits.</summary>
internal readonly struct Scalar
{
    // Recognised fractions: a value this close to one with a denominator below a million is that fraction.
    private const double Recognised = 1e-26;
    private const long MaxDenominator = 1_000_000;

    // The range of double has no larger power of ten; what lies between 10^-324 and this takes two steps.
    private const int MaxPower = 300;

    private static readonly LongDouble[] PowersOfTen =
    [
        .. Enumerable.Range(0, MaxPower + 1).Select(power => LongDouble.From(new Rational(BigInteger.Pow(10, power)))),
    ];

    private readonly LongComplex approximate;

    private Scalar(Rational? exact, LongComplex approximate)
    {
        Exact = exact;
        this.approximate = approximate;
    }

    public static Scalar Undefined { get; } = new(null, LongComplex.Undefined);

    public Rational? Exact { get; }

    public LongComplex Approximate => Exact is { } exact ? LongDouble.From(exact) : approximate;

    public bool IsDefined => Exact is not null || approximate.IsFinite;

    public bool IsReal => Exact is not null || approximate.IsReal;

    public bool IsZero => Exact is { } exact ? exact.IsZero : approximate.IsZero;

    /// <summary>Sign of a real value.</summary>
    public int Sign => Exact is { } exact ? exact.Sign : approximate.Real.Sign;

    public static implicit operator Scalar(Rational value) => value.IsTooLong ? Shortened(value) : new(value, default);

    public static implicit operator Scalar(LongComplex value) => new(null, value);

    public static implicit operator Scalar(LongDouble value) => new(null, value);

    public static Scalar operator +(Scalar left, Scalar right) =>
        left.Exact is { } a && right.Exact is { } b ? a + b : left.Approximate + right.Approximate;

    public static Scalar operator -(Scalar value) => value.Exact is { } exact ? -exact : -value.approximate;

    public static Scalar operator -(Scalar left, Scalar right) => left + -right;

    public static Scalar operator *(Scalar left, Scalar right)
    {
        if (left.Exact is { } a && right.Exact is { } b)
        {
            return a * b;
        }

        return left.Exact is { IsZero: true } || right.Exact is { IsZero: true } ? Rational.Zero : left.Approximate * right.Approximate;
    }

    public static Scalar operator /(Scalar left, Scalar right)
    {
        if (right.IsZero)
        {
            return Undefined;
        }

        return left.Exact is { } a && right.Exact is { } b ? a / b : left.Approximate / right.Approximate;
    }

    /// <summary>
    /// A text that equal values share: the fraction itself, or 15 significant digits of real and imaginary part. Two routes to one
    /// value differ by about 1e-30, so the chance that they round apart is about 1e-15.
    /// </summary>
    public string ToKey()
    {
        if (Exact is { } exact)
        {
            return exact.ToString();
        }

        if (!approximate.IsFinite)
        {
            return "undefined";
        }

        (LongDouble real, LongDouble imaginary) = Settled();
        if (imaginary.High != 0)
        {
            return $"{Digits(real)}{(imaginary.High < 0 ? "-" : "+")}{Digits(imaginary.Abs())}i";
        }

        return Recognise(real) is { } fraction ? fraction.ToString() : "≈" + Digits(real);
    }

    /// <summary>15 significant digits, whether the value is exact or not: the same for both routes to a value.</summary>
    public string ToDigits()
    {
        if (!IsDefined)
        {
            return "undefined";
        }

        (LongDouble real, LongDouble imaginary) = Exact is { } exact ? (LongDouble.From(exact), LongDouble.Zero) : Settled();
        if (!real.IsFinite)
        {
            return ToKey();
        }

        return imaginary.High == 0 ? Digits(real) : $"{Digits(real)}{(imaginary.High < 0 ? "-" : "+")}{Digits(imaginary.Abs())}i";
    }

    // A value below the range of double is not zero but unknown.
    private static Scalar Shortened(Rational value) => LongDouble.From(value) is { High: not 0 } near ? new(null, near) : Undefined;

    private (LongDouble Real, LongDouble Imaginary) Settled()
    {
        double real = Math.Abs(approximate.Real.High);
        double imaginary = Math.Abs(approximate.Imaginary.High);
        return (
            real < imaginary * 1e-22 ? LongDouble.Zero : approximate.Real,
            imaginary < real * 1e-22 ? LongDouble.Zero : approximate.Imaginary
        );
    }

    private static string Digits(LongDouble value)
    {
        if (value.High == 0)
        {
            return "0";
        }

        int exponent = (int)Math.Floor(Math.Log10(Math.Abs(value.High)));
        long mantissa = Mantissa(value.Abs(), 14 - exponent);
        if (mantissa >= 1_000_000_000_000_000)
        {
            exponent++;
            mantissa = Mantissa(value.Abs(), 14 - exponent);
        }
        else if (mantissa < 100_000_000_000_000)
        {
            exponent--;
            mantissa = Mantissa(value.Abs(), 14 - exponent);
        }

        Span<char> digits = stackalloc char[20];
        mantissa.TryFormat(digits, out int length, provider: CultureInfo.InvariantCulture);
        digits = digits[..length].TrimEnd('0');
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(value.High < 0 ? "-" : "")}{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{exponent}"
        );
    }

    private static long Mantissa(LongDouble value, int power)
    {
        LongDouble scaled = power >= 0
            ? (power > MaxPower ? value * PowersOfTen[MaxPower] * PowersOfTen[power - MaxPower] : value * PowersOfTen[power])
            : value / PowersOfTen[-power];
        // Two routes to a value with a five as sixteenth digit could round differently, so the rounding boundary is shifted slightly off
        // every short decimal.
        LongDouble rounded = (scaled + 0.500000001).Floor();
        return (long)rounded.High + (long)rounded.Low;
    }

    // Continued fraction expansion, stopped at the first convergent that is as close as rounding allows.
    private static Rational? Recognise(LongDouble value)
    {
        if (Math.Abs(value.High) > 1e15)
        {
            return null;
        }

        (Int128 above, Int128 olderAbove) = (1, 0);
        (long below, long olderBelow) = (0, 1);
        LongDouble rest = value;
        for (int i = 0; i < 24; i++)
        {
            LongDouble whole = rest.Floor();
            if (i > 0 && whole.High > MaxDenominator)
            {
                return null;
            }

            long digit = (long)whole.High + (long)whole.Low;
            (above, olderAbove) = ((digit * above) + olderAbove, above);
            (below, olderBelow) = ((digit * below) + olderBelow, below);
            if (below > MaxDenominator)
            {
                return null;
            }

            double high = (double)above;
            LongDouble candidate = new LongDouble(high, (double)(above - (Int128)high)) / below;
            if (Math.Abs((value - candidate).High) <= Recognised * Math.Max(Math.Abs(value.High), 1e-300))
            {
                return Rational.OfReduced(above, below);
            }

            LongDouble fraction = rest - whole;
            if (fraction.High < 1e-20)
            {
                return null;
            }

            rest = LongDouble.One / fraction;
        }

        return null;
    }
}
