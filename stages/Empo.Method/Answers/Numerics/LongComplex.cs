namespace Empo.Method.Answers.Numerics;

/// <summary>A complex number of two <see cref="LongDouble"/>; functions take principal values.</summary>
internal readonly record struct LongComplex(LongDouble Real, LongDouble Imaginary)
{
    // Terms that cancel to less than this share of the larger one are taken to cancel exactly.
    private const double Cancelled = 1e-25;

    public static readonly LongComplex Undefined = new(new LongDouble(double.NaN, 0), LongDouble.Zero);
    public static readonly LongComplex One = new(LongDouble.One, LongDouble.Zero);
    public static readonly LongComplex I = new(LongDouble.Zero, LongDouble.One);

    public bool IsFinite => Real.IsFinite && Imaginary.IsFinite;

    public bool IsReal => Imaginary.High == 0;

    public bool IsZero => Real.High == 0 && Imaginary.High == 0;

    public static implicit operator LongComplex(LongDouble value) => new(value, LongDouble.Zero);

    public static LongComplex operator -(LongComplex value) => new(-value.Real, -value.Imaginary);

    public static LongComplex operator +(LongComplex left, LongComplex right) =>
        new(Add(left.Real, right.Real), Add(left.Imaginary, right.Imaginary));

    public static LongComplex operator *(LongComplex left, LongComplex right)
    {
        if (left.IsReal && right.IsReal)
        {
            return left.Real * right.Real;
        }

        return new(
            Add(left.Real * right.Real, -(left.Imaginary * right.Imaginary)),
            Add(left.Real * right.Imaginary, left.Imaginary * right.Real));
    }

    public static LongComplex operator /(LongComplex left, LongComplex right)
    {
        if (right.IsReal)
        {
            return new(left.Real / right.Real, left.Imaginary.High == 0 ? LongDouble.Zero : left.Imaginary / right.Real);
        }

        LongDouble norm = (right.Real * right.Real) + (right.Imaginary * right.Imaginary);
        LongComplex product = left * new LongComplex(right.Real, -right.Imaginary);
        return new(product.Real / norm, product.Imaginary / norm);
    }

    public LongDouble Abs() =>
        IsReal ? Real.Abs() : ((Real * Real) + (Imaginary * Imaginary)).Sqrt();

    public LongComplex Exp()
    {
        LongDouble radius = Real.Exp();
        if (IsReal)
        {
            return radius;
        }

        (LongDouble sine, LongDouble cosine) = Imaginary.SinCos();
        return new LongComplex(Settle(radius * cosine, radius), Settle(radius * sine, radius));
    }

    /// <summary>Principal logarithm; of 0 it is not finite.</summary>
    public LongComplex Log()
    {
        LongDouble radius = Abs();
        if (radius.High == 0)
        {
            return Undefined;
        }

        return IsReal && Real.High > 0 ? Real.Log() : new LongComplex(radius.Log(), Imaginary.Atan2(Real));
    }

    /// <summary>Principal power exp(e ln b); integer exponents by multiplication.</summary>
    public LongComplex Power(LongComplex exponent)
    {
        if (IsZero)
        {
            return exponent.Real.High > 0 ? LongDouble.Zero : Undefined;
        }

        bool isSmallInteger =
            exponent.IsReal
            && exponent.Real.Low == 0
            && Math.Abs(exponent.Real.High) <= 1024
            && Math.Floor(exponent.Real.High) == exponent.Real.High;
        return isSmallInteger ? Power((int)exponent.Real.High) : (exponent * Log()).Exp();
    }

    private LongComplex Power(int exponent)
    {
        LongComplex result = One;
        LongComplex square = this;
        for (int rest = Math.Abs(exponent); rest > 0; rest >>= 1)
        {
            result = (rest & 1) == 1 ? result * square : result;
            square = rest > 1 ? square * square : square;
        }

        return exponent < 0 ? One / result : result;
    }

    private static LongDouble Add(LongDouble left, LongDouble right)
    {
        if (left.High == 0 || right.High == 0)
        {
            return left.High == 0 ? right : left;
        }

        return Settle(left + right, left);
    }

    private static LongDouble Settle(LongDouble value, LongDouble scale) =>
        Math.Abs(value.High) < Cancelled * Math.Abs(scale.High) ? LongDouble.Zero : value;
}
