using System.Globalization;
using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Templates.Syntax;

/// <summary>Reads expressions. The grammar and its precedence are Jinja2's (<c>parser.py</c>, 3.1).</summary>
internal sealed class ExpressionParser(TokenStream tokens)
{
    private static readonly HashSet<string> Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private static readonly Dictionary<string, TemplateValue> Constants = new(StringComparer.Ordinal)
    {
        ["true"] = BooleanValue.True,
        ["True"] = BooleanValue.True,
        ["false"] = BooleanValue.False,
        ["False"] = BooleanValue.False,
        ["none"] = NoneValue.Instance,
        ["None"] = NoneValue.Instance,
    };

    private PostfixParser Postfix => field ??= new PostfixParser(tokens, this);

    /// <summary>An expression; without <paramref name="conditional"/>, one that stops before <c>if</c>.</summary>
    public Expression Parse(bool conditional = true) => conditional ? tokens.Nested(Conditional) : Or();

    /// <summary>An expression, or several with commas between them, which are a tuple.</summary>
    /// <param name="conditional">Whether <c>if</c> belongs to the expression.</param>
    /// <param name="inParentheses">Whether a closing parenthesis ends it, so that it may be empty.</param>
    public Expression Tuple(bool conditional = true, bool inParentheses = false)
    {
        var line = tokens.Current.Line;
        var items = new List<Expression>();
        var isTuple = false;
        while (!IsTupleEnd())
        {
            items.Add(Parse(conditional));
            if (!tokens.SkipOperator(","))
            {
                break;
            }

            isTuple = true;
        }

        return items.Count == 1 && !isTuple ? items[0]
            : items.Count > 0 || inParentheses ? new Expression.Items(items, IsTuple: true, line)
            : throw tokens.Wrong($"{tokens.Current} stands where an expression is expected");
    }

    private bool IsTupleEnd() =>
        tokens.Current.Kind is TokenKind.OutputEnd or TokenKind.BlockEnd or TokenKind.End || tokens.IsOperator(")");

    private Expression Conditional()
    {
        var then = Or();
        while (tokens.IsName("if"))
        {
            var line = tokens.Next().Line;
            var test = Or();
            then = new Expression.Conditional(test, then, tokens.SkipName("else") ? Parse() : null, line);
        }

        return then;
    }

    private Expression Or()
    {
        var left = And();
        while (tokens.IsName("or"))
        {
            var line = tokens.Next().Line;
            left = new Expression.Logical(IsAnd: false, left, And(), line);
        }

        return left;
    }

    private Expression And()
    {
        var left = Negation();
        while (tokens.IsName("and"))
        {
            var line = tokens.Next().Line;
            left = new Expression.Logical(IsAnd: true, left, Negation(), line);
        }

        return left;
    }

    private Expression Negation()
    {
        if (!tokens.IsName("not"))
        {
            return Comparison();
        }

        var line = tokens.Next().Line;
        return new Expression.Not(tokens.Nested(Negation), line);
    }

    private Expression Comparison()
    {
        var (line, first) = (tokens.Current.Line, Sum());
        var rest = new List<(string, Expression)>();
        while (true)
        {
            if (tokens.Current.Kind == TokenKind.Operator && Comparisons.Contains(tokens.Current.Text))
            {
                rest.Add((tokens.Next().Text, Sum()));
            }
            else if (tokens.SkipName("in"))
            {
                rest.Add(("in", Sum()));
            }
            else if (tokens.IsName("not") && tokens.Following.Is(TokenKind.Name, "in"))
            {
                tokens.Next();
                tokens.Next();
                rest.Add(("not in", Sum()));
            }
            else
            {
                return rest.Count == 0 ? first : new Expression.Comparison(first, rest, line);
            }
        }
    }

    private Expression Sum() => Chain(Concatenation, "+", "-");

    private Expression Concatenation()
    {
        var line = tokens.Current.Line;
        var parts = new List<Expression> { Product() };
        while (tokens.SkipOperator("~"))
        {
            parts.Add(Product());
        }

        return parts.Count == 1 ? parts[0] : new Expression.Concatenation(parts, line);
    }

    private Expression Product() => Chain(Power, "*", "/", "//", "%");

    private Expression Power() => Chain(() => Unary(), "**");

    private Expression Chain(Func<Expression> operand, params string[] operators)
    {
        var left = operand();
        while (tokens.Current.Kind == TokenKind.Operator && operators.Contains(tokens.Current.Text))
        {
            var sign = tokens.Next();
            left = new Expression.Arithmetic(sign.Text, left, operand(), sign.Line);
        }

        return left;
    }

    private Expression Unary(bool withFilter = true)
    {
        var sign = tokens.Current;
        Expression node;
        if (sign.Kind == TokenKind.Operator && sign.Text is "-" or "+")
        {
            tokens.Next();
            node = new Expression.Signed(tokens.Nested(() => Unary(withFilter: false)), sign.Text == "-", sign.Line);
        }
        else
        {
            node = Primary();
        }

        node = Postfix.Members(node);
        return withFilter ? Postfix.Filters(node) : node;
    }

    /// <summary>A literal, a variable, or something in brackets.</summary>
    public Expression Primary()
    {
        var token = tokens.Next();
        switch (token.Kind)
        {
            case TokenKind.Name:
                return Constants.TryGetValue(token.Text, out var constant)
                    ? new Expression.Constant(constant, token.Line)
                    : new Expression.Variable(token.Text, token.Line);
            case TokenKind.Text:
                var text = token.Text;
                while (tokens.Current.Kind == TokenKind.Text)
                {
                    text += tokens.Next().Text;
                }

                return new Expression.Constant(new TextValue(PromptText.OfMarkup(text)), token.Line);
            case TokenKind.Integer:
                return new Expression.Constant(new IntegerValue(IntegerLiteral.Value(token)), token.Line);
            case TokenKind.Float:
                return new Expression.Constant(
                    new FloatValue(double.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture)),
                    token.Line
                );
            case TokenKind.Operator when token.Text == "(":
                var inner = Tuple(inParentheses: true);
                tokens.ExpectOperator(")");
                return inner;
            case TokenKind.Operator when token.Text == "[":
                return new Expression.Items(Until("]", () => Parse()), IsTuple: false, token.Line);
            case TokenKind.Operator when token.Text == "{":
                return new Expression.Pairs(Until("}", Pair), token.Line);
            default:
                throw new TemplateException(TemplateFault.Syntax, $"{token} stands where an expression is expected", token.Line);
        }
    }

    private (Expression, Expression) Pair()
    {
        var key = Parse();
        tokens.ExpectOperator(":");
        return (key, Parse());
    }

    /// <summary>Items with commas between them, up to and with a closing bracket; a comma may end them.</summary>
    private List<T> Until<T>(string closing, Func<T> parse)
    {
        var items = new List<T>();
        while (!tokens.IsOperator(closing))
        {
            if (items.Count > 0)
            {
                tokens.ExpectOperator(",");
                if (tokens.IsOperator(closing))
                {
                    break;
                }
            }

            items.Add(parse());
        }

        tokens.Next();
        return items;
    }
}
