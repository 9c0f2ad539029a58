namespace Empo.Method.Answers.Expressions;

/// <summary>Facts about an expression's parts that its evaluation needs, found in one pass.</summary>
/// <param name="HasVariables">Whether its value depends on names: variables, unknown functions, words.</param>
/// <param name="HasDecimals">Whether a number was written with a decimal point.</param>
/// <param name="HasInfinity">Whether ∞ occurs.</param>
internal readonly record struct ExpressionContents(bool HasVariables, bool HasDecimals, bool HasInfinity)
{
    /// <summary>The contents of an expression.</summary>
    /// <exception cref="Numerics.OverBudgetException">There are too many parts.</exception>
    public static ExpressionContents Of(Expression expression)
    {
        (bool hasVariables, bool hasDecimals, bool hasInfinity) = (false, false, false);
        ExpressionRewriter.Contains(expression, part =>
        {
            hasVariables |= part is Expression.Symbol or Expression.Application or Expression.Words;
            hasDecimals |= part is Expression.Number { IsDecimal: true };
            hasInfinity |= part is Expression.Constant { Kind: ConstantKind.Infinity };
            return false;
        });
        return new ExpressionContents(hasVariables, hasDecimals, hasInfinity);
    }
}
