using Empo.Method.Answers.Expressions;

namespace Empo.Method.Answers.Reading;

/// <summary>Sets, matrices, cases, sums and products over an index, integrals.</summary>
internal sealed partial class AnswerParser
{
    private Expression ReadBraces()
    {
        if (TryTake(@"\}"))
        {
            return new Expression.Listing([], true);
        }

        insideBars++;
        (bool separates, colonSeparates) = (colonSeparates, true);
        Expression content = ReadList(token => token.Text is @"\}" or "}" or "|" or ":" || IsEnd(token));
        colonSeparates = separates;
        insideBars--;
        if (TryTake("|") || TryTake(":"))
        {
            // {x | condition} means the condition, unless x is from a smaller set than the real numbers.
            if (
                content is Expression.Relation { Operators: ["in"] } domain
                && domain.Sides[1] is not Expression.Symbol { Name: @"\mathbb{R}" or "R" }
            )
            {
                throw new UnreadableAnswerException();
            }

            content = ReadList(token => token.Text is @"\}" or "}" || IsEnd(token));
            Take();
            return content;
        }

        Take();
        return content is Expression.Listing { IsBraced: false } list
            ? new Expression.Listing(list.Items, true)
            : new Expression.Listing([content], true);
    }

    private Expression ReadMatrix()
    {
        string environment = ReadName();
        if (environment is "cases" or "dcases" or "rcases")
        {
            return ReadCases();
        }

        if (environment is "aligned" or "align" or "align*" or "gathered" or "split")
        {
            return ReadAligned();
        }

        if (!environment.Contains("matrix", StringComparison.Ordinal) && environment != "array")
        {
            throw new UnreadableAnswerException();
        }

        if (environment == "array" && Current.Text == "{")
        {
            ReadIndex();
        }

        if (environment == "array" && HasRelation())
        {
            return ReadAligned();
        }

        List<IReadOnlyList<Expression>> rows = ReadRows();
        bool isRectangular = rows.Count > 0 && rows.All(other => other.Count == rows[0].Count && other.Count > 0);
        Expression.Matrix matrix = isRectangular ? new Expression.Matrix(rows) : throw new UnreadableAnswerException();
        return environment == "vmatrix" ? new Expression.Call("det", [matrix]) : matrix;
    }

    private bool HasRelation() =>
        tokens
            .Skip(position)
            .TakeWhile(token => token.Text != @"\end")
            .Any(token => token.Kind is TokenKind.Sign or TokenKind.Command && RelationOperators.Of(token.Text) is not null);

    // In aligned equations the sign & only marks the alignment.
    private Expression ReadAligned()
    {
        int end = tokens.FindIndex(position, token => token.Text == @"\end" || token.Kind == TokenKind.End);
        List<AnswerToken> aligned = tokens[position..end].FindAll(token => token is not { Kind: TokenKind.Sign, Text: "&" });
        tokens.RemoveRange(position, end - position);
        tokens.InsertRange(position, aligned);
        return ReadCases();
    }

    private List<IReadOnlyList<Expression>> ReadRows()
    {
        List<IReadOnlyList<Expression>> rows = [];
        List<Expression> row = [];
        while (!TryTake(@"\end"))
        {
            budget.Spend();
            if (TryTake(@"\\"))
            {
                rows.Add(row);
                row = [];
            }
            else if (!TryTake("&"))
            {
                row.Add(ReadSum());
            }
        }

        ReadName();
        return row.Count > 0 ? [.. rows, row] : rows;
    }

    // Rows of value and condition, in any order.
    private Expression ReadCases()
    {
        List<Expression> rows = [];
        while (!TryTake(@"\end"))
        {
            List<Expression> parts = [];
            budget.Spend();
            while (Current is not { Kind: TokenKind.Command, Text: @"\\" or @"\end" })
            {
                parts.Add(
                    ReadList(token =>
                        token is { Kind: TokenKind.Sign, Text: "&" } or { Kind: TokenKind.Command, Text: @"\\" or @"\end" } || IsEnd(token)
                    )
                );
                TryTake("&");
                if (Current.Kind == TokenKind.End)
                {
                    throw new UnreadableAnswerException();
                }
            }

            TryTake(@"\\");
            IEnumerable<Expression> items = parts.SelectMany(part =>
                part is Expression.Listing { IsBraced: false } list ? list.Items : [part]
            );
            rows.Add(new Expression.Bracketed('(', [.. items], ')'));
        }

        ReadName();
        // A system of equations is a list of them; values with conditions have no order either, but belong together.
        Expression[] single =
        [
            .. rows.OfType<Expression.Bracketed>().Where(row => row.Items is [Expression.Relation]).Select(row => row.Items[0]),
        ];
        return rows.Count switch
        {
            0 => throw new UnreadableAnswerException(),
            1 when single.Length == 1 => single[0],
            _ when single.Length == rows.Count => new Expression.Listing(single, false),
            _ => new Expression.Listing(rows, true),
        };
    }

    private Expression ReadSeries(string kind)
    {
        Expression? from = null;
        Expression? to = null;
        while (Current is { Kind: TokenKind.Sign, Text: "_" or "^" })
        {
            if (Take().Text == "_")
            {
                from = Nested(ReadLimit);
            }
            else
            {
                to = ReadNested();
            }
        }

        Expression body = ReadTerm();
        return from is Expression.Relation { Operators: ["="], Sides: [Expression index, Expression first] } && to is not null
            ? new Expression.Series(kind, ExpressionPrinter.Print(index), first, to, WithIndex(body, index))
            : new Expression.Application(new Expression.Symbol(@"\" + kind), from is null ? [body] : [from, body], false);
    }

    private static Expression WithIndex(Expression body, Expression index) => index is Expression.Symbol { Name: "i" }
        ? ExpressionRewriter.Map(body, part => part is Expression.Constant { Kind: ConstantKind.Imaginary } ? index : null)
        : body;

    // The index of a sum may be called i, which is then not the imaginary unit.
    private Expression ReadLimit()
    {
        Expect("{");
        Expression index = Current is { Kind: TokenKind.Letter } ? new Expression.Symbol(Take().Text) : ReadSum();
        if (!TryTake("="))
        {
            throw new UnreadableAnswerException();
        }

        Expression from = ReadSum();
        Expect("}");
        return new Expression.Relation([index, from], ["="]);
    }

    // Integrals are not solved: an integral equals another one with the same integrand. The differential counts as a factor of the
    // integrand.
    private Expression ReadIntegral()
    {
        List<Expression> limits = [];
        while (Current is { Kind: TokenKind.Sign, Text: "_" or "^" })
        {
            Take();
            int start = position;
            string index = ReadIndex();
            if (index.Length > 0)
            {
                position = start;
                limits.Add(ReadNested());
            }
        }

        Expression body = ReadSum();
        if (
            body is Expression.Sum sum
            && sum.Terms[^1] is Expression.Product last
            && last.Factors[^1] is Expression.Symbol
            && last.Factors[^2] is Expression.Symbol { Name: "d" }
        )
        {
            Expression rest = last.Factors.Count switch
            {
                2 => new Expression.Number(1, false),
                3 => last.Factors[0],
                _ => new Expression.Product([.. last.Factors.SkipLast(2)]),
            };
            body = new Expression.Product([new Expression.Sum([.. sum.Terms.SkipLast(1), rest]), last.Factors[^2], last.Factors[^1]]);
        }

        return new Expression.Application(new Expression.Symbol(@"\int"), [.. limits, body], false);
    }
}
