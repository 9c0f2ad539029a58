namespace Empo.Method.Answers.Numerics;

/// <summary>Γ(x + 1) for real x, so that factorials of variables can be evaluated at any point.</summary>
internal static class LogGamma
{
    // Bernoulli numbers B_2k / (2k (2k - 1)) of Stirling's series, as numerator and denominator.
    private static readonly (double Above, double Below)[] Stirling =
    [
        (1, 12), (-1, 360), (1, 1260), (-1, 1680), (1, 1188), (-691, 360360), (1, 156), (-3617, 122400), (43867, 244188), (-174611, 125400),
        (77683, 5796), (-236364091, 1506960),
        (657931, 300),
    ];

    /// <summary>x! = Γ(x + 1); undefined at the negative integers.</summary>
    public static LongComplex Factorial(LongDouble x)
    {
        LongDouble shifted = x + 1;
        LongDouble divisor = LongDouble.One;
        while (shifted.High < 40)
        {
            divisor *= shifted;
            shifted += 1;
            if (shifted.High < -1000)
            {
                return LongComplex.Undefined;
            }
        }

        if (divisor.High == 0 || shifted.High > 170)
        {
            return LongComplex.Undefined;
        }

        LongDouble square = shifted * shifted;
        LongDouble power = shifted;
        LongDouble series = 0;
        foreach ((double above, double below) in Stirling)
        {
            series += (LongDouble)above / below / power;
            power *= square;
        }

        LongDouble log = ((shifted - 0.5) * shifted.Log()) - shifted + ((LongDouble.Pi * 2).Log() / 2) + series;
        return log.Exp() / divisor;
    }
}
