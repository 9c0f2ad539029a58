namespace Empo.Method.Answers.Expressions;

/// <summary>Copies of a tree with parts replaced.</summary>
internal static class ExpressionRewriter
{
    /// <summary>Replaces every part for which <paramref name="change"/> returns a replacement, from the root down.</summary>
    public static Expression Map(Expression expression, Func<Expression, Expression?> change)
    {
        if (change(expression) is { } changed)
        {
            return changed;
        }

        return expression switch
        {
            Expression.Sum sum => new Expression.Sum(All(sum.Terms)),
            Expression.Product product => new Expression.Product(All(product.Factors)),
            Expression.Quotient quotient => new Expression.Quotient(One(quotient.Numerator), One(quotient.Denominator)),
            Expression.Negative negative => new Expression.Negative(One(negative.Operand)),
            Expression.Power power => new Expression.Power(One(power.Base), One(power.Exponent)),
            Expression.Call call => call with { Arguments = All(call.Arguments) },
            Expression.Application application => application with { Arguments = All(application.Arguments) },
            Expression.Series series => series with { From = One(series.From), To = One(series.To), Body = One(series.Body) },
            Expression.PlusMinus plusMinus => plusMinus with { Operand = One(plusMinus.Operand) },
            Expression.Listing list => list with { Items = All(list.Items) },
            Expression.Bracketed bracketed => bracketed with { Items = All(bracketed.Items) },
            Expression.Relation relation => relation with { Sides = All(relation.Sides) },
            Expression.Matrix matrix => new Expression.Matrix([.. matrix.Rows.Select(All)]),
            Expression.Quantity quantity => quantity with { Amount = One(quantity.Amount) },
            Expression.MixedQuantity mixed => new Expression.MixedQuantity([
                .. mixed.Parts.Select(part => part with { Amount = One(part.Amount) }),
            ]),
            Expression.Ratio ratio => ratio with { Parts = All(ratio.Parts) },
            Expression.SetOperation operation => operation with { Left = One(operation.Left), Right = One(operation.Right) },
            _ => expression,
        };

        Expression One(Expression part) => Map(part, change);

        IReadOnlyList<Expression> All(IReadOnlyList<Expression> parts) => [.. parts.Select(One)];
    }

    /// <summary>Whether a part satisfies a condition.</summary>
    public static bool Contains(Expression expression, Func<Expression, bool> condition) =>
        new ExpressionSearch(condition).Visit(expression);

    /// <summary>The tree with each ± read as <paramref name="sign"/> and each ∓ as its opposite.</summary>
    public static Expression WithSign(Expression expression, int sign) => Map(expression, part => part is Expression.PlusMinus plusMinus
        ? plusMinus.Sign * sign > 0 ? WithSign(plusMinus.Operand, sign) : new Expression.Negative(WithSign(plusMinus.Operand, sign))
        : null);
}
