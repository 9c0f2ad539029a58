namespace Empo.Method.Answers;

/// <summary>Copies of a tree with parts replaced.</summary>
internal static class ExpressionRewriter
{
    /// <summary>Replaces every part for which <paramref name="change"/> gives something, from the root down.</summary>
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
            Expression.MixedQuantity mixed => new Expression.MixedQuantity([.. mixed.Parts.Select(part => part with { Amount = One(part.Amount) })]),
            Expression.Ratio ratio => ratio with { Parts = All(ratio.Parts) },
            Expression.SetOperation operation => operation with { Left = One(operation.Left), Right = One(operation.Right) },
            _ => expression,
        };

        Expression One(Expression part) => Map(part, change);

        IReadOnlyList<Expression> All(IReadOnlyList<Expression> parts) => [.. parts.Select(One)];
    }

    /// <summary>Whether a part satisfies a condition.</summary>
    public static bool Contains(Expression expression, Func<Expression, bool> condition)
    {
        if (condition(expression))
        {
            return true;
        }

        return expression switch
        {
            Expression.Number or Expression.Symbol or Expression.Constant or Expression.Words => false,
            Expression.Sum sum => Any(sum.Terms, condition),
            Expression.Product product => Any(product.Factors, condition),
            Expression.Quotient quotient => Contains(quotient.Numerator, condition) || Contains(quotient.Denominator, condition),
            Expression.Negative negative => Contains(negative.Operand, condition),
            Expression.Power power => Contains(power.Base, condition) || Contains(power.Exponent, condition),
            Expression.Call call => Any(call.Arguments, condition),
            Expression.Application application => Any(application.Arguments, condition),
            Expression.Listing list => Any(list.Items, condition),
            Expression.Bracketed bracketed => Any(bracketed.Items, condition),
            Expression.Relation relation => Any(relation.Sides, condition),
            Expression.Ratio ratio => Any(ratio.Parts, condition),
            _ => ContainsInRarer(expression, condition),
        };
    }

    private static bool ContainsInRarer(Expression expression, Func<Expression, bool> condition) => expression switch
    {
        Expression.Series series => Contains(series.From, condition) || Contains(series.To, condition) || Contains(series.Body, condition),
        Expression.PlusMinus plusMinus => Contains(plusMinus.Operand, condition),
        Expression.Matrix matrix => matrix.Rows.Any(row => Any(row, condition)),
        Expression.Quantity quantity => Contains(quantity.Amount, condition),
        Expression.MixedQuantity mixed => Any(mixed.Parts, condition),
        Expression.SetOperation operation => Contains(operation.Left, condition) || Contains(operation.Right, condition),
        _ => false,
    };

    private static bool Any(IReadOnlyList<Expression> parts, Func<Expression, bool> condition)
    {
        for (int i = 0; i < parts.Count; i++)
        {
            if (Contains(parts[i], condition))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The tree with each ± read as <paramref name="sign"/> and each ∓ as its opposite.</summary>
    public static Expression WithSign(Expression expression, int sign) => Map(expression, part => part is Expression.PlusMinus plusMinus
        ? plusMinus.Sign * sign > 0 ? WithSign(plusMinus.Operand, sign) : new Expression.Negative(WithSign(plusMinus.Operand, sign))
        : null);
}
