using System.Numerics;
using Empo.Method.Answers.Numerics;
using Empo.Method.Answers.Reading;

namespace Empo.Method.Answers.Expressions;

/// <summary>
/// Computes the value of a scalar expression at a point: exact fractions as long as arithmetic is rational and numbers stay short, then 31
/// digits with principal values. A part that cannot be computed (an unknown function, an integral, a power out of range) gets a
/// pseudo-random value derived from the values of its arguments, so that equal spellings still agree.
/// </summary>
internal sealed class ExpressionEvaluator(SamplePoint point, WorkBudget budget, RealDomain? domain = null)
{
    private const int MaxSeries = 400;

    /// <summary>The value; undefined where it divides by zero.</summary>
    /// <exception cref="UnreadableAnswerException">The expression is not a scalar.</exception>
    public Scalar Evaluate(Expression expression)
    {
        budget.Spend(4);
        Scalar value = expression switch
        {
            Expression.Number number => number.Value,
            Expression.Symbol symbol => point.ValueOf(symbol.Name),
            Expression.Constant constant => ValueOf(constant.Kind),
            Expression.Sum sum => Total(sum.Terms),
            Expression.Product product => ProductOf(product.Factors),
            Expression.Quotient quotient => Evaluate(quotient.Numerator) / Evaluate(quotient.Denominator),
            Expression.Negative negative => -Evaluate(negative.Operand),
            Expression.Power power => Power(power),
            Expression.Call call => new FunctionEvaluator(this, point, budget).Evaluate(call),
            Expression.Application application => Opaque(ExpressionPrinter.Print(application.Function), application.Arguments),
            Expression.Series series => Series(series),
            Expression.Relation relation => Opaque(string.Concat(relation.Operators), relation.Sides),
            Expression.Words words => point.Opaque(words.Text),
            Expression.Listing { Items: [Expression single] } => Evaluate(single),
            _ => throw new UnreadableAnswerException(),
        };
        return value;
    }

    /// <summary>A pseudo-random value that depends on a name and the values of arguments.</summary>
    public Scalar Opaque(string name, IReadOnlyList<Expression> arguments) =>
        point.Opaque($"{name}({string.Join(",", arguments.Select(argument => Evaluate(argument).ToDigits()))})");

    private Scalar ValueOf(ConstantKind kind) => kind switch
    {
        ConstantKind.Pi => LongDouble.Pi,
        ConstantKind.Euler => LongDouble.Euler,
        ConstantKind.Imaginary => LongComplex.I,
        _ => new Rational(CounterRandom.Hash("infinity")),
    };

    private Scalar Total(IReadOnlyList<Expression> terms)
    {
        Scalar sum = Rational.Zero;
        foreach (Expression term in terms)
        {
            sum += Evaluate(term);
        }

        return sum;
    }

    private Scalar ProductOf(IReadOnlyList<Expression> factors)
    {
        Scalar product = Rational.One;
        foreach (Expression factor in factors)
        {
            product *= Evaluate(factor);
        }

        return product;
    }

    private Scalar Power(Expression.Power power)
    {
        Scalar exponent = Evaluate(power.Exponent);
        if (power.Base is Expression.Constant { Kind: ConstantKind.Euler })
        {
            LongComplex exponential = exponent.Approximate.Exp();
            return exponential.IsFinite ? exponential : point.Opaque("exp " + exponent.ToDigits());
        }

        Scalar value = Evaluate(power.Base);
        if (
            value.IsDefined
            && value.IsReal
            && value.Sign < 0
            && RealDomain.IsOddRoot(power.Exponent)
            && exponent.Exact is { IsInteger: false } share
            && ExpressionRewriter.Contains(power.Base, part => part is Expression.Symbol)
        )
        {
            // The real root, which \sqrt[3] means.
            Scalar root = Power(-value, exponent);
            return share.Numerator.IsEven ? root : -root;
        }

        if (exponent.Exact is not { IsInteger: true } && ExpressionRewriter.Contains(power.Base, part => part is Expression.Symbol))
        {
            domain?.Note(value);
        }

        return Power(value, exponent);
    }

    /// <summary>Records the operand of a root or a logarithm.</summary>
    public Scalar Noted(Scalar value)
    {
        domain?.Note(value);
        return value;
    }

    /// <summary>Base to exponent; exact for integer exponents and perfect powers.</summary>
    public Scalar Power(Scalar value, Scalar exponent)
    {
        if (!value.IsDefined || !exponent.IsDefined)
        {
            return Scalar.Undefined;
        }

        if (value.Exact is { } exactBase && exponent.Exact is { } exactExponent && ExactPower(exactBase, exactExponent) is { } exact)
        {
            Scalar power = exact;
            return power.IsDefined ? power : point.Opaque($"{value.ToDigits()}^{exponent.ToDigits()}");
        }

        if (value.IsZero)
        {
            return exponent.IsReal && exponent.Sign > 0 ? Rational.Zero : Scalar.Undefined;
        }

        LongComplex raised = value.Approximate.Power(exponent.Approximate);
        return raised.IsFinite && !raised.IsZero ? raised : point.Opaque($"{value.ToDigits()}^{exponent.ToDigits()}");
    }

    private Rational? ExactPower(Rational value, Rational exponent)
    {
        if (exponent.IsZero)
        {
            return Rational.One;
        }

        if (value.IsZero || exponent.Denominator > 64 || BigInteger.Abs(exponent.Numerator) > Rational.MaxBits)
        {
            return null;
        }

        Rational? root = exponent.IsInteger ? value : value.Sign < 0 ? null : value.Root((int)exponent.Denominator);
        int times = (int)exponent.Numerator;
        if (
            root is not { } rooted
            || (rooted.Numerator.GetBitLength() + rooted.Denominator.GetBitLength()) * Math.Abs(times) > 4 * Rational.MaxBits
        )
        {
            return null;
        }

        budget.Spend(Math.Abs(times) / 8);
        return rooted.Power(times);
    }

    private Scalar Series(Expression.Series series)
    {
        if (Evaluate(series.From).Exact is not { IsInteger: true } from || Evaluate(series.To).Exact is not { IsInteger: true } to
            || to.Numerator - from.Numerator > MaxSeries || series.To is Expression.Constant)
        {
            // The name of the index does not matter.
            Expression body = ExpressionRewriter.Map(series.Body, part =>
                part is Expression.Symbol symbol && symbol.Name == series.Index ? new Expression.Symbol("·") : null
            );
            return Opaque(@"\" + series.Kind, [series.From, series.To, body]);
        }

        bool isSum = series.Kind == "sum";
        Scalar total = isSum ? Rational.Zero : Rational.One;
        for (BigInteger i = from.Numerator; i <= to.Numerator; i++)
        {
            Scalar term = new ExpressionEvaluator(point.With(series.Index, new Rational(i)), budget, domain).Evaluate(series.Body);
            total = isSum ? total + term : total * term;
        }

        return total;
    }
}
