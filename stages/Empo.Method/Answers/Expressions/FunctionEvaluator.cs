using System.Numerics;
using Empo.Method.Answers.Numerics;
using Empo.Method.Answers.Reading;

namespace Empo.Method.Answers.Expressions;

/// <summary>Named functions at a point. A function outside its domain, or unknown, becomes an opaque value of its arguments.</summary>
internal sealed class FunctionEvaluator(ExpressionEvaluator evaluator, SamplePoint point, WorkBudget budget)
{
    private const int MaxFactorial = 450;

    /// <summary>Value of a call.</summary>
    public Scalar Evaluate(Expression.Call call)
    {
        budget.Spend(16);
        if (SymbolicDivisor.Rewrite(call) is { } product)
        {
            return evaluator.Evaluate(product);
        }

        Scalar value = call.Arguments.Count switch
        {
            1 => OfOne(call.Function, call.Arguments[0]),
            2 => OfTwo(call.Function, call.Arguments[0], call.Arguments[1]),
            _ => OfMany(call),
        };
        return value.IsDefined ? value : throw new UnreadableAnswerException();
    }

    private Scalar OfOne(string function, Expression operand)
    {
        // Degrees are ordinary numbers, except where an angle is meant.
        if (
            function is "sin" or "cos" or "tan" or "cot" or "sec" or "csc"
            && ExpressionRewriter.Contains(operand, part => part is Expression.Call { Function: "degree" })
        )
        {
            operand = ExpressionRewriter.Map(operand, part =>
                part is Expression.Call { Function: "degree" } degree
                    ? new Expression.Quotient(
                        new Expression.Product([degree.Arguments[0], new Expression.Constant(ConstantKind.Pi)]),
                        new Expression.Number(180, false)
                    )
                    : null
            );
        }

        Scalar x = evaluator.Evaluate(operand);
        return function switch
        {
            "percent" => x / (Rational)100,
            "degree" => x,
            "sqrt" => evaluator.Power(evaluator.Noted(x), new Rational(1, 2)),
            "abs" => x.Exact is { } exact ? exact.Abs() : x.Approximate.Abs(),
            "floor" or "ceil" => Rounded(function, x),
            "factorial" => Factorial(x),
            "doublefactorial" => DoubleFactorial(x),
            "exp" => Checked(function, x, x.Approximate.Exp()),
            "ln" => evaluator.Noted(x).IsZero ? Scalar.Undefined
            : x.Exact is { } one && one.Equals(Rational.One) ? Rational.Zero
            : x.Approximate.Log(),
            "log" => evaluator.Noted(x).IsZero ? Scalar.Undefined : Logarithm((Rational)10, x),
            "max" or "min" or "gcd" or "lcm" => x,
            _ => Transcendental(function, x),
        };
    }

    private Scalar OfTwo(string function, Expression first, Expression second)
    {
        Scalar x = evaluator.Evaluate(first);
        Scalar y = evaluator.Evaluate(second);
        switch (function)
        {
            case "sqrt":
                return x.IsZero ? Scalar.Undefined : Root(x, y);
            case "logbase":
                return Logarithm(evaluator.Noted(x), evaluator.Noted(y));
            case "mod":
                return y.IsZero ? Scalar.Undefined : x.IsReal && y.IsReal ? x - (y * Rounded("floor", x / y)) : Opaque(function, x, y);
            case "pmod":
                // A residue class: -2 and 3 are equal modulo 5.
                return Opaque(function, x.IsReal && y.IsReal && !y.IsZero ? x - (y * Rounded("floor", x / y)) : x, y);
            case "binom":
                return Factorial(x) / (Factorial(y) * Factorial(x - y));
            case "base":
                return InBase(x, y);
            default:
                return OfMany(new Expression.Call(function, [first, second]));
        }
    }

    // The odd root of a negative number is the real one.
    private Scalar Root(Scalar degree, Scalar radicand)
    {
        bool isOdd = degree.Exact is { IsInteger: true } whole && !whole.Numerator.IsEven;
        bool isReal = isOdd && radicand.IsReal && radicand.Sign < 0;
        if (!isOdd)
        {
            evaluator.Noted(radicand);
        }

        return isReal
            ? -evaluator.Power(-radicand, (Scalar)Rational.One / degree)
            : evaluator.Power(radicand, (Scalar)Rational.One / degree);
    }

    private Scalar OfMany(Expression.Call call)
    {
        if (call.Function is "max" or "min" or "gcd" or "lcm")
        {
            Scalar[] values = [.. call.Arguments.Select(evaluator.Evaluate)];
            return values.Skip(1).Aggregate(values[0], (left, right) => Combined(call.Function, left, right));
        }

        return call.Function is "floor" or "ceil" or "sin" or "cos" or "sqrt" or "abs"
            ? throw new UnreadableAnswerException()
            : evaluator.Opaque(call.Function, call.Arguments);
    }

    private Scalar Combined(string function, Scalar left, Scalar right)
    {
        if (function is "max" or "min")
        {
            bool isLeftLarger = (left - right).Sign > 0;
            return left.IsReal && right.IsReal ? isLeftLarger == (function == "max") ? left : right : Opaque(function, left, right);
        }

        if (left.Exact is not { } a || right.Exact is not { } b)
        {
            return left.ToDigits() == right.ToDigits() ? left : function == "gcd" ? Rational.One : left * right;
        }

        // gcd(a/b, c/d) = gcd(ad, cb) / bd: the largest number of which both are multiples.
        Rational divisor = new(
            BigInteger.GreatestCommonDivisor(a.Numerator * b.Denominator, b.Numerator * a.Denominator),
            a.Denominator * b.Denominator
        );
        return function == "gcd" ? divisor
            : divisor.IsZero ? Rational.Zero
            : (a * b / divisor).Abs();
    }

    private Scalar Rounded(string function, Scalar x)
    {
        if (x.Exact is { } exact)
        {
            return function == "floor" ? new Rational(exact.Floor()) : new Rational(-(-exact).Floor());
        }

        if (!x.IsReal)
        {
            return Opaque(function, x, x);
        }

        LongDouble value = x.Approximate.Real;
        LongDouble floor = function == "floor" ? value.Floor() : -(-value).Floor();
        return Math.Abs(floor.High) < 1e18 ? new Rational(new BigInteger(floor.High) + new BigInteger(floor.Low)) : floor;
    }

    private Scalar Factorial(Scalar x)
    {
        if (x.Exact is { IsInteger: true } exact)
        {
            if (exact.Sign < 0)
            {
                return Scalar.Undefined;
            }

            if (exact.Numerator <= MaxFactorial)
            {
                budget.Spend((int)exact.Numerator);
                BigInteger product = BigInteger.One;
                for (int i = 2; i <= (int)exact.Numerator; i++)
                {
                    product *= i;
                }

                return new Rational(product);
            }
        }

        LongComplex gamma = x.IsReal ? LogGamma.Factorial(x.Approximate.Real) : LongComplex.Undefined;
        return gamma.IsFinite ? gamma : point.Opaque(x.ToDigits() + "!");
    }

    private Scalar DoubleFactorial(Scalar x)
    {
        if (x.Exact is not { IsInteger: true } exact || exact.Numerator > MaxFactorial || exact.Numerator < -1)
        {
            return point.Opaque(x.ToDigits() + "!!");
        }

        budget.Spend(Math.Max(1, (int)exact.Numerator / 2));
        BigInteger product = BigInteger.One;
        for (int i = (int)exact.Numerator; i > 1; i -= 2)
        {
            product *= i;
        }

        return new Rational(product);
    }

    private Scalar Logarithm(Scalar radix, Scalar x)
    {
        LongComplex divisor = radix.Approximate.Log();
        return x.IsZero || !divisor.IsFinite || divisor.IsZero ? Scalar.Undefined : Checked("log", x, x.Approximate.Log() / divisor);
    }

    private static Scalar InBase(Scalar numeral, Scalar radix)
    {
        int radixValue = (int)radix.Exact!.Value.Numerator;
        BigInteger value = BigInteger.Zero;
        foreach (char digit in numeral.Exact!.Value.Numerator.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            if (digit - '0' >= radixValue)
            {
                return Scalar.Undefined;
            }

            value = (value * radixValue) + (digit - '0');
        }

        return new Rational(value);
    }

    private Scalar Transcendental(string function, Scalar x)
    {
        LongComplex z = x.Approximate;
        if (Math.Abs(z.Real.High) > 1e15 || Math.Abs(z.Imaginary.High) > 700)
        {
            return point.Opaque($"{function}({x.ToDigits()})");
        }

        LongComplex value = Trigonometry.Evaluate(function, z);
        return value.IsFinite ? value
            : Trigonometry.IsKnown(function) && z.IsReal && !function.StartsWith('a') ? Scalar.Undefined
            : point.Opaque($"{function}({x.ToDigits()})");
    }

    private Scalar Opaque(string function, Scalar x, Scalar y) => point.Opaque($"{function}({x.ToDigits()},{y.ToDigits()})");

    private Scalar Checked(string function, Scalar x, LongComplex value) =>
        value.IsFinite ? value : point.Opaque($"{function}({x.ToDigits()})");
}
