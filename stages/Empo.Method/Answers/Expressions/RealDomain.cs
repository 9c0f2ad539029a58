using Empo.Method.Answers.Numerics;
using Empo.Method.Answers.Reading;

namespace Empo.Method.Answers.Expressions;

/// <summary>
/// Determines where a function of variables is real. √(1/n) and 1/√n are equal for positive n, but as principal values differ in sign for
/// negative n. A root whose operand must not be negative implies that its variable is positive. So the variables under such a root, power
/// or logarithm are read as positive.
/// </summary>
internal sealed class RealDomain
{
    private static readonly int[] SignPatterns = [1, 2, 3, 4, 5, 6, 7, 8];

    /// <summary>Whether an even root, a fractional power or a logarithm had a negative operand.</summary>
    public bool IsLeft { get; private set; }

    /// <summary>Records the operand of a root, a fractional power or a logarithm.</summary>
    public void Note(Scalar value) => IsLeft |= value.IsDefined && value.IsReal && !value.IsZero && value.Sign < 0;

    /// <summary>
    /// The variables to read as positive, in order; none where the function is real for all tried signs of its variables.
    /// </summary>
    public static IReadOnlyList<string> PositiveNames(Expression expression, WorkBudget budget)
    {
        SortedSet<string>? found = null;
        ExpressionRewriter.Contains(expression, part =>
        {
            if (Radicand(part) is { } radicand)
            {
                found ??= new SortedSet<string>(StringComparer.Ordinal);
                ExpressionRewriter.Contains(radicand, inner => inner is Expression.Symbol symbol && !found.Add(symbol.Name) && false);
            }

            return false;
        });
        return found is { Count: > 0 } names && SignPatterns.Any(pattern => IsLeftAt(expression, new SamplePoint(pattern), budget))
            ? [.. names]
            : [];
    }

    private static bool IsLeftAt(Expression expression, SamplePoint point, WorkBudget budget)
    {
        RealDomain domain = new();
        try
        {
            new ExpressionEvaluator(point, budget, domain).Evaluate(expression);
        }
        catch (UnreadableAnswerException)
        {
            // Undefined at this point.
        }

        return domain.IsLeft;
    }

    // The operand of an even root, of a power with a non-integer exponent, or of a logarithm.
    private static Expression? Radicand(Expression part) =>
        part switch
        {
            Expression.Call { Function: "sqrt", Arguments: [var operand] } => operand,
            Expression.Call { Function: "sqrt", Arguments: [var degree, var operand] }
                when degree is not Expression.Number { Value: { IsInteger: true, Numerator.IsEven: false } } => operand,
            Expression.Call { Function: "ln" or "log", Arguments: [var operand] } => operand,
            Expression.Call { Function: "logbase", Arguments: [var radix, var operand] } => new Expression.Product([radix, operand]),
            Expression.Power { Base: not Expression.Constant, Exponent: not Expression.Number { Value.IsInteger: true } } power
                when !IsOddRoot(power.Exponent) => power.Base,
            _ => null,
        };

    /// <summary>Whether an exponent is a constant fraction with an odd denominator: x^{2/3} is real for negative x.</summary>
    public static bool IsOddRoot(Expression exponent) =>
        exponent switch
        {
            Expression.Negative negative => IsOddRoot(negative.Operand),
            Expression.Number { Value.IsInteger: true } => true,
            Expression.Quotient
            {
                Numerator: Expression.Number { Value.IsInteger: true },
                Denominator: Expression.Number { Value: { IsInteger: true, IsZero: false } below }
            } quotient => !new Rational(((Expression.Number)quotient.Numerator).Value.Numerator, below.Numerator).Denominator.IsEven,
            _ => false,
        };
}
