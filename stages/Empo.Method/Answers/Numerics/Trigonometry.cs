namespace Empo.Method.Answers.Numerics;

/// <summary>
/// Circular and hyperbolic functions and their inverses, principal values, through the complex exponential and logarithm.
/// </summary>
internal static class Trigonometry
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "asin", "acos", "atan", "asinh", "acosh", "atanh",
    };

    /// <summary>Whether the function is implemented here.</summary>
    public static bool IsKnown(string function) => Known.Contains(function);

    /// <summary>The function's value; not finite outside its domain or for an unknown name.</summary>
    public static LongComplex Evaluate(string function, LongComplex z) =>
        function switch
        {
            "sin" => Sine(z),
            "cos" => Cosine(z),
            "tan" => Ratio(Sine(z), Cosine(z)),
            "cot" => Ratio(Cosine(z), Sine(z)),
            "sec" => Ratio(LongComplex.One, Cosine(z)),
            "csc" => Ratio(LongComplex.One, Sine(z)),
            "sinh" => (z.Exp() + -(-z).Exp()) / (LongDouble)2,
            "cosh" => (z.Exp() + (-z).Exp()) / (LongDouble)2,
            "tanh" => Ratio(z.Exp() + -(-z).Exp(), z.Exp() + (-z).Exp()),
            "coth" => Ratio(z.Exp() + (-z).Exp(), z.Exp() + -(-z).Exp()),
            "asin" => -(LongComplex.I * ((LongComplex.I * z) + Root(LongComplex.One + -(z * z))).Log()),
            "acos" => (LongComplex)(LongDouble.Pi / 2) + (LongComplex.I * ((LongComplex.I * z) + Root(LongComplex.One + -(z * z))).Log()),
            "atan" => Ratio(
                LongComplex.I * ((LongComplex.One + -(LongComplex.I * z)).Log() + -(LongComplex.One + (LongComplex.I * z)).Log()),
                (LongDouble)2
            ),
            "asinh" => (z + Root((z * z) + LongComplex.One)).Log(),
            "acosh" => (z + (Root(z + LongComplex.One) * Root(z + -LongComplex.One))).Log(),
            "atanh" => ((LongComplex.One + z).Log() + -(LongComplex.One + -z).Log()) / (LongDouble)2,
            _ => LongComplex.Undefined,
        };

    private static LongComplex Sine(LongComplex z)
    {
        if (z.IsReal)
        {
            (LongDouble sine, _) = z.Real.SinCos();
            return Math.Abs(sine.High) < 1e-29 ? LongDouble.Zero : sine;
        }

        LongComplex iz = LongComplex.I * z;
        return (iz.Exp() + -(-iz).Exp()) / (LongComplex.I * (LongDouble)2);
    }

    private static LongComplex Cosine(LongComplex z)
    {
        if (z.IsReal)
        {
            (_, LongDouble cosine) = z.Real.SinCos();
            return Math.Abs(cosine.High) < 1e-29 ? LongDouble.Zero : cosine;
        }

        LongComplex iz = LongComplex.I * z;
        return (iz.Exp() + (-iz).Exp()) / (LongDouble)2;
    }

    private static LongComplex Root(LongComplex z) =>
        z.IsReal ? z.Real.High >= 0 ? z.Real.Sqrt() : new LongComplex(LongDouble.Zero, (-z.Real).Sqrt()) : z.Power((LongDouble)0.5);

    private static LongComplex Ratio(LongComplex above, LongComplex below) => below.IsZero ? LongComplex.Undefined : above / below;
}
