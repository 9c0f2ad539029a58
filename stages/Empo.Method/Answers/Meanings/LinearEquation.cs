namespace Empo.Method.Answers;

/// <summary>Roots of linear expressions in one variable.</summary>
internal static class LinearEquation
{
    /// <summary>The variable and value at which left equals right, or null where that is not one linear equation in one variable.</summary>
    public static (string Symbol, Scalar Value)? Solve(Expression left, Expression right, WorkBudget budget) =>
        Line(new Expression.Sum([left, new Expression.Negative(right)]), budget) is { } line ? (line.Symbol, -line.Constant / line.Slope) : null;

    /// <summary>The expression as slope times its only variable plus constant, slope not 0; or null.</summary>
    public static (string Symbol, Scalar Slope, Scalar Constant)? Line(Expression expression, WorkBudget budget)
    {
        if (OnlySymbol(expression) is not { } symbol)
        {
            return null;
        }

        try
        {
            Scalar[] values = [.. Enumerable.Range(0, 4).Select(x => new ExpressionEvaluator(SamplePoint.All[0].With(symbol, (Rational)(x * x)), budget).Evaluate(expression))];
            Scalar slope = values[1] - values[0];
            bool isLine = values.All(value => value.IsDefined && value.IsReal) && !slope.IsZero && IsClose(values[2] - values[0], slope * (Rational)4) && IsClose(values[3] - values[0], slope * (Rational)9);
            return isLine ? (symbol, slope, values[0]) : null;
        }
        catch (UnreadableAnswerException)
        {
            // Undefined at one of the points: not a line.
            return null;
        }
    }

    private static string? OnlySymbol(Expression expression)
    {
        HashSet<string> symbols = new(StringComparer.Ordinal);
        bool isPlain = !ExpressionRewriter.Contains(expression, part =>
        {
            if (part is Expression.Symbol symbol)
            {
                symbols.Add(symbol.Name);
            }

            return part is Expression.Application or Expression.Words or Expression.Series;
        });
        return isPlain && symbols.Count == 1 ? symbols.First() : null;
    }

    private static bool IsClose(Scalar left, Scalar right) =>
        left.Exact is { } a && right.Exact is { } b ? a.Equals(b) : left.ToDigits() == right.ToDigits();
}
