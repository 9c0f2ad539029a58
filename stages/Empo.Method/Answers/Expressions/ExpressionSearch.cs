using Empo.Method.Answers.Numerics;

namespace Empo.Method.Answers.Expressions;

/// <summary>
/// Searches for a part of an expression. Parts may be shared (the entries of a product of matrices are), so a tree with few nodes can have
/// too many paths to walk. The search ends after <see cref="MaxParts"/>.
/// </summary>
internal sealed class ExpressionSearch(Func<Expression, bool> condition)
{
    /// <summary>Far more than a typed answer has, and only a millisecond of work.</summary>
    private const int MaxParts = 50_000;

    private int _left = MaxParts;

    /// <summary>Whether the expression or a part of it, in order of reading, meets the condition.</summary>
    /// <exception cref="OverBudgetException">There are too many parts.</exception>
    public bool Visit(Expression expression)
    {
        if (--_left < 0)
        {
            throw new OverBudgetException();
        }

        return condition(expression) || expression switch
        {
            Expression.Number or Expression.Symbol or Expression.Constant or Expression.Words => false,
            Expression.Sum sum => Any(sum.Terms),
            Expression.Product product => Any(product.Factors),
            Expression.Quotient quotient => Visit(quotient.Numerator) || Visit(quotient.Denominator),
            Expression.Negative negative => Visit(negative.Operand),
            Expression.Power power => Visit(power.Base) || Visit(power.Exponent),
            Expression.Call call => Any(call.Arguments),
            Expression.Application application => Any(application.Arguments),
            Expression.Listing list => Any(list.Items),
            Expression.Bracketed bracketed => Any(bracketed.Items),
            Expression.Relation relation => Any(relation.Sides),
            Expression.Ratio ratio => Any(ratio.Parts),
            _ => VisitRarer(expression),
        };
    }

    private bool VisitRarer(Expression expression) => expression switch
    {
        Expression.Series series => Visit(series.From) || Visit(series.To) || Visit(series.Body),
        Expression.PlusMinus plusMinus => Visit(plusMinus.Operand),
        Expression.Matrix matrix => matrix.Rows.Any(Any),
        Expression.Quantity quantity => Visit(quantity.Amount),
        Expression.MixedQuantity mixed => Any(mixed.Parts),
        Expression.SetOperation operation => Visit(operation.Left) || Visit(operation.Right),
        _ => false,
    };

    private bool Any(IReadOnlyList<Expression> parts)
    {
        for (int i = 0; i < parts.Count; i++)
        {
            if (Visit(parts[i]))
            {
                return true;
            }
        }

        return false;
    }
}
