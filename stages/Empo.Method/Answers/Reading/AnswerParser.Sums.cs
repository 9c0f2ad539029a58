using Empo.Method.Answers.Expressions;

namespace Empo.Method.Answers.Reading;

/// <summary>Sums and products, with units that belong to the whole of them.</summary>
internal sealed partial class AnswerParser
{
    private Expression ReadSum()
    {
        Expression sum = ReadSignedTerm(isFirst: true);
        if (IsSignOfTerm())
        {
            List<Expression> terms = [sum];
            while (IsSignOfTerm())
            {
                terms.Add(ReadSignedTerm(isFirst: false));
            }

            sum = SumOf(terms);
        }

        if (TryTake(@"\over"))
        {
            return new Expression.Quotient(sum, ReadSum());
        }

        return TryTake(@"\choose") ? new Expression.Call("binom", [sum, ReadSum()]) : sum;
    }

    private bool IsSignOfTerm() =>
        Current is { Kind: TokenKind.Sign, Text: "+" or "-" } or { Kind: TokenKind.Command, Text: @"\pm" or @"\mp" };

    // 1 + √3 cm: the unit after the last number belongs to the sum; so does a unit that all terms have.
    private static Expression SumOf(List<Expression> terms)
    {
        (Expression? Amount, string? Unit)[] parts = [.. terms.Select(AmountOf)];
        string? unit = parts[^1].Unit;
        return
            unit is null
            || parts.Any(part => part.Amount is null || (part.Unit is not null && part.Unit != unit))
            || (parts.Any(part => part.Unit is null) && parts.SkipLast(1).Any(part => part.Unit is not null))
            ? new Expression.Sum(terms)
            : new Expression.Quantity(new Expression.Sum([.. parts.Select(part => part.Amount!)]), unit);
    }

    private static (Expression? Amount, string? Unit) AmountOf(Expression term) => term switch
    {
        Expression.Quantity quantity => (quantity.Amount, quantity.Unit),
        Expression.Negative { Operand: Expression.Quantity quantity } => (new Expression.Negative(quantity.Amount), quantity.Unit),
        Expression.PlusMinus { Operand: Expression.Quantity quantity } signs => (signs with { Operand = quantity.Amount }, quantity.Unit),
        _ => (IsNumeric(term) ? term : null, null),
    };

    // 3/4 cm, 2 × 10^3 m: the unit after the last number belongs to the whole.
    private static Expression WithUnit(Expression left, Expression right, Func<Expression, Expression, Expression> join) =>
        right is Expression.Quantity quantity && IsNumeric(left) && left is not Expression.Quantity
            ? quantity with
            {
                Amount = join(left, quantity.Amount),
            }
            : join(left, right);

    private Expression ReadSignedTerm(bool isFirst)
    {
        Descend();
        Expression term = Current.Text switch
        {
            "+" when Current.Kind == TokenKind.Sign && Skip() => ReadSignedTerm(isFirst: true),
            @"\pm" when Skip() => new Expression.PlusMinus(1, ReadTerm()),
            @"\mp" when Skip() => new Expression.PlusMinus(-1, ReadTerm()),
            _ when !isFirst && Current.Kind == TokenKind.End => throw new UnreadableAnswerException(),
            _ => ReadTerm(),
        };
        depth--;
        return term;
    }

    private bool Skip()
    {
        Take();
        return true;
    }

    private Expression ReadTerm()
    {
        // A sign belongs to the first factor: -14/2 mod 5 is (-7) mod 5.
        Expression left = ReadFactor();
        while (true)
        {
            string text = Current.Kind is TokenKind.Sign or TokenKind.Command ? Current.Text : "";
            switch (text)
            {
                case "*" or @"\cdot" or @"\times":
                    // For vectors, a × b is -b × a.
                    bool isVector = vectorEnd == position && text == @"\times";
                    Take();
                    Expression right = ReadFactor();
                    left =
                        isVector && vectorEnd == position
                            ? new Expression.Application(new Expression.Symbol(@"\times"), [left, right], false)
                            : WithUnit(left, right, Product);
                    break;
                case "/" or @"\div":
                    Take();
                    left = WithUnit(left, ReadFactor(), (first, second) => new Expression.Quotient(first, second));
                    break;
                case @"\mod" or @"\bmod":
                    Take();
                    left = new Expression.Call("mod", [left, ReadFactor()]);
                    break;
                case @"\pmod":
                    Take();
                    left = new Expression.Call("pmod", [left, ReadNested()]);
                    break;
                default:
                    return left;
            }
        }
    }
}
