using System.Numerics;
using Empo.Method.Answers.Numerics;

namespace Empo.Method.Answers.Expressions;

/// <summary>
/// gcd and lcm of expressions with variables, by their coefficients and common symbols: gcd(2y, x) = 1, lcm(125, 50x) = 250x. Decimal
/// coefficients count as units (division by them is exact); expressions that are not monomials count as indivisible.
/// </summary>
internal static class SymbolicDivisor
{
    /// <summary>The call rewritten as a product, or null where no argument has a variable.</summary>
    public static Expression? Rewrite(Expression.Call call)
    {
        if (call.Function is not ("gcd" or "lcm") || !call.Arguments.Any(HasSymbol))
        {
            return null;
        }

        bool hasDecimals = call.Arguments.Any(argument =>
            ExpressionRewriter.Contains(argument, part => part is Expression.Number { IsDecimal: true })
        );
        Monomial[] monomials =
        [
            .. call.Arguments.Select(argument =>
                MonomialOf(argument) is var monomial && hasDecimals ? monomial with { Coefficient = Rational.One } : monomial
            ),
        ];
        Monomial joint = monomials.Aggregate((left, right) => call.Function == "gcd" ? Common(left, right) : Least(left, right));
        return new Expression.Product([
            new Expression.Number(joint.Coefficient, false),
            .. joint.Powers.Select(power => new Expression.Power(power.Key, new Expression.Number(power.Value, false))),
        ]);
    }

    private static bool HasSymbol(Expression expression) => ExpressionRewriter.Contains(expression, part => part is Expression.Symbol);

    private static Monomial Common(Monomial left, Monomial right) =>
        new(
            Divisor(left.Coefficient, right.Coefficient),
            left.Powers.Where(power => right.Powers.ContainsKey(power.Key))
                .ToDictionary(power => power.Key, power => Math.Min(power.Value, right.Powers[power.Key]))
        );

    private static Monomial Least(Monomial left, Monomial right)
    {
        Rational divisor = Divisor(left.Coefficient, right.Coefficient);
        Rational coefficient = divisor.IsZero ? Rational.Zero : (left.Coefficient * right.Coefficient / divisor).Abs();
        return new(
            coefficient,
            left.Powers.Concat(right.Powers)
                .GroupBy(power => power.Key)
                .ToDictionary(group => group.Key, group => group.Max(power => power.Value))
        );
    }

    private static Rational Divisor(Rational left, Rational right) =>
        new(
            BigInteger.GreatestCommonDivisor(left.Numerator * right.Denominator, right.Numerator * left.Denominator),
            left.Denominator * right.Denominator
        );

    private static Monomial MonomialOf(Expression expression) =>
        expression switch
        {
            Expression.Number number => new(number.Value.Abs(), []),
            Expression.Quotient { Numerator: Expression.Number above, Denominator: Expression.Number { Value.IsZero: false } below } => new(
                (above.Value / below.Value).Abs(),
                []
            ),
            Expression.Negative negative => MonomialOf(negative.Operand),
            Expression.Product product => product.Factors.Select(MonomialOf).Aggregate(Times),
            Expression.Power { Exponent: Expression.Number { Value: { IsInteger: true, Sign: > 0 } exponent } } power
                when exponent.Numerator < 100 => new(
                Rational.One,
                new Dictionary<Expression, int> { [power.Base] = (int)exponent.Numerator }
            ),
            _ => new(Rational.One, new Dictionary<Expression, int> { [expression] = 1 }),
        };

    private static Monomial Times(Monomial left, Monomial right) =>
        new(
            left.Coefficient * right.Coefficient,
            left.Powers.Concat(right.Powers)
                .GroupBy(power => power.Key)
                .ToDictionary(group => group.Key, group => group.Sum(power => power.Value))
        );

    private sealed record Monomial(Rational Coefficient, Dictionary<Expression, int> Powers);
}
