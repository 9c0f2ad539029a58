using Empo.Stages.Templates.Values;

namespace Empo.Stages.Templates.Syntax;

/// <summary>Reads what follows an operand: members, subscripts, calls, filters and tests.</summary>
internal sealed class PostfixParser(TokenStream tokens, ExpressionParser expressions)
{
    /// <summary>Members, subscripts and calls.</summary>
    public Expression Members(Expression node)
    {
        while (true)
        {
            var line = tokens.Current.Line;
            if (tokens.SkipOperator("."))
            {
                node = Member(node, line);
            }
            else if (tokens.SkipOperator("["))
            {
                node = Subscript(node, line);
            }
            else if (tokens.IsOperator("("))
            {
                node = new Expression.Call(node, Arguments(), line);
            }
            else
            {
                return node;
            }
        }
    }

    /// <summary>Filters and tests, and calls of their results.</summary>
    public Expression Filters(Expression node)
    {
        while (true)
        {
            var line = tokens.Current.Line;
            if (tokens.SkipOperator("|"))
            {
                node = Filter(node);
            }
            else if (tokens.SkipName("is"))
            {
                node = Test(node, line);
            }
            else if (tokens.IsOperator("("))
            {
                node = new Expression.Call(node, Arguments(), line);
            }
            else
            {
                return node;
            }
        }
    }

    /// <summary>One filter after its bar.</summary>
    public Expression.Filter Filter(Expression? input)
    {
        var name = tokens.Expect(TokenKind.Name, "the name of a filter");
        return new Expression.Filter(input, name.Text, tokens.IsOperator("(") ? Arguments() : ArgumentList.None, name.Line);
    }

    private Expression Member(Expression of, int line)
    {
        var token = tokens.Next();
        return token.Kind switch
        {
            TokenKind.Name => new Expression.Member(of, token.Text, line),
            TokenKind.Integer => new Expression.Item(
                of,
                new Expression.Constant(new IntegerValue(IntegerLiteral.Value(token)), line),
                line
            ),
            _ => throw new TemplateException(TemplateFault.Syntax, $"{token} stands where a name is expected after '.'", token.Line),
        };
    }

    private Expression Subscript(Expression of, int line)
    {
        var start = tokens.IsOperator(":") ? null : expressions.Parse();
        if (start is not null && tokens.SkipOperator("]"))
        {
            return new Expression.Item(of, start, line);
        }

        if (tokens.IsOperator(","))
        {
            throw new TemplateException(TemplateFault.Unsupported, "a subscript of several parts", line);
        }

        tokens.ExpectOperator(":");
        var stop = tokens.IsOperator(":") || tokens.IsOperator("]") ? null : expressions.Parse();
        var step = tokens.SkipOperator(":") && !tokens.IsOperator("]") ? expressions.Parse() : null;
        tokens.ExpectOperator("]");
        return new Expression.Slice(of, start, stop, step, line);
    }

    private Expression Test(Expression input, int line)
    {
        var negated = tokens.SkipName("not");
        var name = tokens.Expect(TokenKind.Name, "the name of a test");
        var arguments =
            tokens.IsOperator("(") ? Arguments()
            : TakesOperand() ? new ArgumentList([Members(expressions.Primary())], [])
            : ArgumentList.None;
        Expression test = new Expression.Test(input, name.Text, arguments, line);
        return negated ? new Expression.Not(test, line) : test;
    }

    /// <summary>Whether an operand follows the name of a test without parentheses: <c>is divisibleby 3</c>.</summary>
    private bool TakesOperand() => tokens.Current.Kind switch
    {
        TokenKind.Text or TokenKind.Integer or TokenKind.Float => true,
        TokenKind.Operator => tokens.Current.Text is "[" or "{",
        TokenKind.Name when tokens.IsName("is") => throw tokens.Wrong("tests with 'is' cannot be chained"),
        TokenKind.Name => tokens.Current.Text is not ("else" or "or" or "and"),
        _ => false,
    };

    /// <summary>Arguments in parentheses.</summary>
    public ArgumentList Arguments()
    {
        tokens.ExpectOperator("(");
        var positional = new List<Expression>();
        var named = new List<(string, Expression)>();
        Expression? spread = null, namedSpread = null;
        while (!tokens.IsOperator(")"))
        {
            if (namedSpread is null && tokens.SkipOperator("**"))
            {
                namedSpread = expressions.Parse();
            }
            else if (spread is null && namedSpread is null && tokens.SkipOperator("*"))
            {
                spread = expressions.Parse();
            }
            else if (namedSpread is null && tokens.Current.Kind == TokenKind.Name && tokens.Following.Is(TokenKind.Operator, "="))
            {
                var name = tokens.Next().Text;
                tokens.Next();
                named.Add((name, expressions.Parse()));
            }
            else
            {
                positional.Add(
                    spread is null && namedSpread is null && named.Count == 0
                        ? expressions.Parse()
                        : throw tokens.Wrong("an argument without a name follows one with a name")
                );
            }

            if (!tokens.SkipOperator(","))
            {
                break;
            }
        }

        tokens.ExpectOperator(")");
        return new ArgumentList(positional, named, spread, namedSpread);
    }
}
