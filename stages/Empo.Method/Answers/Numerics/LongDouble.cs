using System.Numerics;

namespace Empo.Method.Answers.Numerics;

/// <summary>
/// A real number as the unevaluated sum of two doubles, about 31 significant decimal digits: enough that equal values get the same spelling
/// when rounded to 15 digits. Algorithms: Dekker 1971; Hida, Li, Bailey 2001. Range as double; overflow gives infinity or NaN.
/// </summary>
internal readonly record struct LongDouble(double High, double Low)
{
    public static readonly LongDouble Pi = new(3.141592653589793116e+00, 1.224646799147353207e-16);
    public static readonly LongDouble Euler = new(2.718281828459045091e+00, 1.445646891729250158e-16);
    public static readonly LongDouble Ln2 = new(6.931471805599452862e-01, 2.319046813846299558e-17);
    public static readonly LongDouble Zero = new(0, 0);
    public static readonly LongDouble One = new(1, 0);

    // Integers up to this one are exact as doubles.
    private const long MaxExact = 1L << 53;

    public bool IsFinite => double.IsFinite(High) && double.IsFinite(Low);

    public int Sign => Math.Sign(High);

    public static implicit operator LongDouble(double value) => new(value, 0);

    public static LongDouble operator -(LongDouble value) => new(-value.High, -value.Low);

    public static LongDouble operator +(LongDouble left, LongDouble right)
    {
        (double sum, double error) = TwoSum(left.High, right.High);
        (double lows, double lowError) = TwoSum(left.Low, right.Low);
        (sum, error) = FastTwoSum(sum, error + lows);
        (sum, error) = FastTwoSum(sum, error + lowError);
        return new(sum, error);
    }

    public static LongDouble operator -(LongDouble left, LongDouble right) => left + -right;

    public static LongDouble operator *(LongDouble left, LongDouble right)
    {
        double product = left.High * right.High;
        double error = Math.FusedMultiplyAdd(left.High, right.High, -product);
        error += (left.High * right.Low) + (left.Low * right.High);
        (product, error) = FastTwoSum(product, error);
        return new(product, error);
    }

    public static LongDouble operator /(LongDouble left, LongDouble right)
    {
        double first = left.High / right.High;
        LongDouble rest = left - (right * first);
        double second = rest.High / right.High;
        rest -= right * second;
        double third = rest.High / right.High;
        (double sum, double error) = FastTwoSum(first, second);
        return new LongDouble(sum, error) + third;
    }

    public static bool operator <(LongDouble left, LongDouble right) => (left - right).High < 0;

    public static bool operator >(LongDouble left, LongDouble right) => (left - right).High > 0;

    /// <summary>The nearest value to a fraction of any size; infinite beyond the range of double.</summary>
    public static LongDouble From(Rational value)
    {
        if (value.IsZero)
        {
            return Zero;
        }

        if (BigInteger.Abs(value.Numerator) <= MaxExact && value.Denominator <= MaxExact)
        {
            return value.IsInteger
                ? new((double)value.Numerator, 0)
                : new LongDouble((double)value.Numerator, 0) / (double)value.Denominator;
        }

        // 120 bits of the quotient, split into three doubles.
        long shift = value.Denominator.GetBitLength() - value.Numerator.GetBitLength() + 120;
        BigInteger scaled = shift >= 0
            ? (BigInteger.Abs(value.Numerator) << (int)shift) / value.Denominator
            : BigInteger.Abs(value.Numerator) / (value.Denominator << (int)-shift);
        double top = (double)(scaled >> 68);
        double middle = (double)((scaled >> 16) & ((BigInteger.One << 52) - 1));
        int exponent = (int)Math.Clamp(-shift, -3000, 3000);
        LongDouble sum = new LongDouble(Math.ScaleB(top, exponent + 68), 0) + Math.ScaleB(middle, exponent + 16);
        return value.Sign < 0 ? -sum : sum;
    }

    public LongDouble Abs() => High < 0 ? -this : this;

    public LongDouble Scale(int exponent) => new(Math.ScaleB(High, exponent), Math.ScaleB(Low, exponent));

    public LongDouble Floor()
    {
        double whole = Math.Floor(High);
        return whole == High ? FromSum(whole, Math.Floor(Low)) : new(whole, 0);
    }

    public LongDouble Sqrt()
    {
        if (High <= 0)
        {
            return High == 0 ? Zero : new(double.NaN, 0);
        }

        LongDouble near = Math.Sqrt(High);
        LongDouble better = near + ((this - (near * near)) / (near * 2));
        return better + ((this - (better * better)) / (better * 2));
    }

    public LongDouble Exp()
    {
        if (High is > 709 or < -709)
        {
            return High > 0 ? new(double.PositiveInfinity, 0) : Zero;
        }

        int halvings = (int)Math.Round(High / Ln2.High);
        LongDouble reduced = (this - (Ln2 * halvings)).Scale(-9);
        LongDouble term = reduced;
        LongDouble sum = reduced;
        for (int i = 2; i <= 10; i++)
        {
            term = term * reduced / i;
            sum += term;
        }

        // exp(2r) - 1 from exp(r) - 1 keeps the digits that adding 1 would lose.
        for (int i = 0; i < 9; i++)
        {
            sum = (sum * 2) + (sum * sum);
        }

        return (sum + 1).Scale(halvings);
    }

    /// <summary>Natural logarithm of a positive value.</summary>
    public LongDouble Log()
    {
        LongDouble near = Math.Log(High);
        near += (this * (-near).Exp()) - 1;
        return near + (this * (-near).Exp()) - 1;
    }

    public (LongDouble Sin, LongDouble Cos) SinCos()
    {
        double quarters = Math.Round(High / (Pi.High / 2));
        LongDouble reduced = this - (Pi * (quarters / 2));
        LongDouble sine = Taylor(reduced, reduced, 2);
        LongDouble cosine = Taylor(One, reduced, 1);
        return ((long)quarters & 3) switch
        {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        };
    }

    /// <summary>Angle of the point (x, this), in (-π, π].</summary>
    public LongDouble Atan2(LongDouble x)
    {
        LongDouble angle = Math.Atan2(High, x.High);
        LongDouble radius = ((x * x) + (this * this)).Sqrt();
        if (radius.High == 0)
        {
            return Zero;
        }

        (LongDouble sine, LongDouble cosine) = angle.SinCos();
        return angle + (((this * cosine) - (x * sine)) / radius);
    }

    private static LongDouble Taylor(LongDouble first, LongDouble x, int next)
    {
        LongDouble square = x * x;
        LongDouble term = first;
        LongDouble sum = first;
        for (int i = next; i < 30 && Math.Abs(term.High) > 1e-34; i += 2)
        {
            term = -(term * square) / (i * (i + 1.0));
            sum += term;
        }

        return sum;
    }

    private static LongDouble FromSum(double left, double right)
    {
        (double sum, double error) = FastTwoSum(left, right);
        return new(sum, error);
    }

    private static (double Sum, double Error) TwoSum(double left, double right)
    {
        double sum = left + right;
        double part = sum - left;
        return (sum, (left - (sum - part)) + (right - part));
    }

    private static (double Sum, double Error) FastTwoSum(double larger, double smaller)
    {
        double sum = larger + smaller;
        return (sum, smaller - (sum - larger));
    }
}
