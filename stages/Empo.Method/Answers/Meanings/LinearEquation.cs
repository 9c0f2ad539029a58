using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Numerics;
using Empo.Method.Answers.Reading;

namespace Empo.Method.Answers.Meanings;

/// <summary>Roots of linear expressions in one variable.</summary>
internal static class LinearEquation
{
    // Of both signs, near and far, and not integers, because |x - 20| and the floor of x are not lines.
    private static readonly Rational[] Places = [new(5, 2), new(-13, 3), new(1_000_003, 7), new(-1_000_003, 7)];

    /// <summary>The variable and value at which left equals right, or null where it is not a linear equation in one variable.</summary>
    public static (string Symbol, Scalar Value)? Solve(Expression left, Expression right, WorkBudget budget) =>
        Line(new Expression.Sum([left, new Expression.Negative(right)]), budget) is { } line
            ? (line.Symbol, -line.Constant / line.Slope)
            : null;

    /// <summary>The expression as slope times its only variable plus constant, slope not 0; or null.</summary>
    public static (string Symbol, Scalar Slope, Scalar Constant)? Line(Expression expression, WorkBudget budget)
    {
        if (OnlySymbol(expression) is not { } symbol)
        {
            return null;
        }

        try
        {
            Scalar constant = ValueAt(0);
            Scalar slope = ValueAt(1) - constant;
            bool isLine =
                constant.IsDefined
                && constant.IsReal
                && slope.IsDefined
                && slope.IsReal
                && !slope.IsZero
                && Places.All(x => IsClose(ValueAt(x) - constant, slope * x));
            return isLine ? (symbol, slope, constant) : null;
        }
        catch (UnreadableAnswerException)
        {
            // Undefined at one of the places: not a line.
            return null;
        }

        Scalar ValueAt(Rational x) => new ExpressionEvaluator(SamplePoint.All[0].With(symbol, x), budget).Evaluate(expression);
    }

    private static string? OnlySymbol(Expression expression)
    {
        string? only = null;
        bool hasOther = ExpressionRewriter.Contains(expression, part =>
        {
            if (part is not Expression.Symbol symbol)
            {
                return part is Expression.Application or Expression.Words or Expression.Series;
            }

            only ??= symbol.Name;
            return symbol.Name != only;
        });
        return hasOther ? null : only;
    }

    private static bool IsClose(Scalar left, Scalar right) =>
        left.Exact is { } a && right.Exact is { } b ? a.Equals(b) : left.ToDigits() == right.ToDigits();
}
