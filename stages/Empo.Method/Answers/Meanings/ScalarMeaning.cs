namespace Empo.Method.Answers;

/// <summary>Canonical forms of single values: exact fractions, 15 digits of other constants, values at the sample points of functions.</summary>
internal static class ScalarMeaning
{
    /// <summary>The meaning of a scalar expression.</summary>
    /// <exception cref="UnreadableAnswerException">It is no scalar, or defined nowhere.</exception>
    public static Meaning Of(Expression expression, WorkBudget budget)
    {
        bool isConstant = !ExpressionRewriter.Contains(expression, part => part is Expression.Symbol or Expression.Application or Expression.Words);
        Scalar first = new ExpressionEvaluator(SamplePoint.All[0], budget).Evaluate(expression);
        if (isConstant)
        {
            return OfConstant(first, expression);
        }

        List<Scalar> values = [first, .. SamplePoint.All.Skip(1).Select(point => new ExpressionEvaluator(point, budget).Evaluate(expression))];
        string[] digits = [.. values.Select(value => value.IsDefined ? value.ToDigits() : throw new UnreadableAnswerException())];
        return digits.All(value => value == digits[0])
            ? OfConstant(first, expression)
            : new Meaning { Form = "~" + string.Join(";", digits), IsDecimal = HasDecimals(expression) };
    }

    /// <summary>The form of a value that is known already.</summary>
    public static Meaning OfValue(Scalar value) => value.IsDefined
        ? new Meaning { Form = value.ToKey(), Value = value.Approximate }
        : throw new UnreadableAnswerException();

    private static Meaning OfConstant(Scalar value, Expression expression) => OfValue(value) with { IsDecimal = HasDecimals(expression) };

    private static bool HasDecimals(Expression expression) =>
        ExpressionRewriter.Contains(expression, part => part is Expression.Number { IsDecimal: true });
}
