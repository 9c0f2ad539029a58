using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Numerics;
using Empo.Method.Answers.Reading;

namespace Empo.Method.Answers.Meanings;

/// <summary>
/// Canonical forms of single values: exact fractions, 15 digits of other constants, values at the sample points of functions.
/// </summary>
internal static class ScalarMeaning
{
    /// <summary>The meaning of a scalar expression.</summary>
    /// <exception cref="UnreadableAnswerException">It is not a scalar, or is defined nowhere.</exception>
    public static Meaning Of(Expression expression, WorkBudget budget)
    {
        ExpressionContents contents = ExpressionContents.Of(expression);
        if (contents.HasInfinity && expression is not Expression.Constant && ExpressionRewriter.Contains(expression, HasInfiniteOperand))
        {
            // 1^∞ and ∞ - ∞ are not numbers.
            throw new UnreadableAnswerException();
        }

        Scalar first = new ExpressionEvaluator(SamplePoint.All[0], budget).Evaluate(expression);
        if (!contents.HasVariables)
        {
            return OfValue(first, contents.HasDecimals);
        }

        IReadOnlyList<string> positive = RealDomain.PositiveNames(expression, budget);
        if (positive.Count > 0)
        {
            return new Meaning
            {
                Form = PositiveForm(expression, positive, budget) ?? throw new UnreadableAnswerException(),
                IsDecimal = contents.HasDecimals,
                Function = expression,
                PositiveNames = positive,
            };
        }

        Scalar[] values =
        [
            first,
            new ExpressionEvaluator(SamplePoint.All[1], budget).Evaluate(expression),
            new ExpressionEvaluator(SamplePoint.All[2], budget).Evaluate(expression),
        ];
        string[] digits = Array.ConvertAll(values, value => value.IsDefined ? value.ToDigits() : throw new UnreadableAnswerException());
        return digits[1] == digits[0] && digits[2] == digits[0]
            ? OfValue(first, contents.HasDecimals)
            : new Meaning { Form = "~" + string.Join(';', digits), IsDecimal = contents.HasDecimals, Function = expression };
    }

    /// <summary>The form of a function if the variables with these names are positive; null where it is undefined.</summary>
    public static string? PositiveForm(Expression expression, IReadOnlyList<string> positive, WorkBudget budget)
    {
        try
        {
            Scalar[] values =
            [
                .. SamplePoint.All.Select(point => new ExpressionEvaluator(point.WithPositive(positive), budget).Evaluate(expression)),
            ];
            return values.All(value => value.IsDefined) ? "+" + string.Join(";", values.Select(value => value.ToDigits())) : null;
        }
        catch (Exception exception) when (exception is UnreadableAnswerException or OverBudgetException or DivideByZeroException)
        {
            return null;
        }
    }

    /// <summary>The meaning of a value that is already known.</summary>
    public static Meaning OfValue(Scalar value, bool isDecimal = false) => value.IsDefined
        ? new Meaning { Form = value.ToKey(), Value = value.Approximate, IsDecimal = isDecimal }
        : throw new UnreadableAnswerException();

    private static bool HasInfiniteOperand(Expression part) => part switch
    {
        Expression.Sum sum => sum.Terms.Any(IsInfinite),
        Expression.Product product => product.Factors.Any(IsInfinite),
        Expression.Quotient quotient => IsInfinite(quotient.Numerator) || IsInfinite(quotient.Denominator),
        Expression.Power power => IsInfinite(power.Base) || IsInfinite(power.Exponent),
        Expression.Call call => call.Arguments.Any(IsInfinite),
        _ => false,
    };

    private static bool IsInfinite(Expression part) =>
        part is Expression.Constant { Kind: ConstantKind.Infinity }
        || (part is Expression.Negative negative && IsInfinite(negative.Operand));
}
