namespace Empo.Stages.Templates.Syntax;

/// <summary>Reads a template's source into statements.</summary>
internal sealed class StatementParser
{
    /// <summary>Statements of Jinja2 that need other templates, a translation or escaping, none of which a chat template has.</summary>
    private static readonly HashSet<string> Unsupported =
        ["include", "import", "from", "extends", "block", "autoescape", "trans", "do", "debug"];

    private readonly TokenStream _tokens;
    private readonly ExpressionParser _expressions;
    private readonly PostfixParser _postfix;
    private readonly TargetParser _targets;
    private int _loops;

    private StatementParser(IReadOnlyList<Token> tokens)
    {
        _tokens = new TokenStream(tokens);
        _expressions = new ExpressionParser(_tokens);
        _postfix = new PostfixParser(_tokens, _expressions);
        _targets = new TargetParser(_tokens);
    }

    /// <exception cref="TemplateException">The source is no Jinja, or uses what is not implemented.</exception>
    public static IReadOnlyList<Statement> Read(IReadOnlyList<Token> tokens)
    {
        var parser = new StatementParser(tokens);
        var statements = parser.Until();
        return parser._tokens.Current.Kind == TokenKind.End
            ? statements
            : throw parser._tokens.Wrong($"'{parser._tokens.Current.Text}' closes no block");
    }

    /// <summary>Statements up to a block whose name is one of <paramref name="ends"/>, which stays the current token.</summary>
    private List<Statement> Until(params string[] ends) => _tokens.Nested(() =>
    {
        var statements = new List<Statement>();
        while (_tokens.Current.Kind != TokenKind.End)
        {
            var token = _tokens.Next();
            switch (token.Kind)
            {
                case TokenKind.Data:
                    statements.Add(new Statement.Data(token.Text, token.Line));
                    break;
                case TokenKind.OutputBegin:
                    statements.Add(new Statement.Output(Printed(_expressions.Tuple()), token.Line));
                    _tokens.Expect(TokenKind.OutputEnd, "}}");
                    break;
                case TokenKind.BlockBegin when _tokens.Current.Kind == TokenKind.Name && ends.Contains(_tokens.Current.Text):
                    return statements;
                case TokenKind.BlockBegin:
                    statements.Add(Block());
                    _tokens.Expect(TokenKind.BlockEnd, "%}");
                    break;
                default:
                    throw new TemplateException(TemplateFault.Syntax, $"{token} stands outside of a tag", token.Line);
            }
        }

        return ends.Length == 0
            ? statements
            : throw _tokens.Wrong($"a block is not closed: {string.Join(" or ", ends)} is missing");
    });

    /// <summary>What is printed: without escaping, <c>safe</c> as the last filter changes nothing.</summary>
    private static Expression Printed(Expression value) => value is Expression.Filter { Name: "safe", Input: { } input } ? input : value;

    /// <summary>The body of a block after its head, up to and with the name of its end.</summary>
    private (List<Statement> Body, string End) Body(params string[] ends)
    {
        _tokens.SkipOperator(":");
        _tokens.Expect(TokenKind.BlockEnd, "%}");
        return (Until(ends), _tokens.Next().Text);
    }

    private Statement Block()
    {
        var name = _tokens.Expect(TokenKind.Name, "the name of a statement");
        return name.Text switch
        {
            "if" => If(name.Line),
            "for" => For(name.Line),
            "set" => Set(name.Line),
            "macro" => new Statement.Macro(
                Macro(_tokens.Expect(TokenKind.Name, "the name of a macro").Text, "endmacro"),
                name.Line
            ),
            "call" => Call(name.Line),
            "filter" => new Statement.FilterText(Filters(_postfix.Filter(null)), OutsideLoops("endfilter"), name.Line),
            "generation" => new Statement.Scoped([], OutsideLoops("endgeneration"), name.Line),
            "with" => With(name.Line),
            "break" => new Statement.Break(InLoop(name)),
            "continue" => new Statement.Continue(InLoop(name)),
            _ when Unsupported.Contains(name.Text) => throw new TemplateException(
                TemplateFault.Unsupported,
                $"the statement '{name.Text}'",
                name.Line
            ),
            _ => throw new TemplateException(TemplateFault.Syntax, $"there is no statement '{name.Text}' here", name.Line),
        };
    }

    private Statement.If If(int line)
    {
        var branches = new List<(Expression, IReadOnlyList<Statement>)>();
        while (true)
        {
            var condition = _expressions.Tuple(conditional: false);
            var (body, end) = Body("elif", "else", "endif");
            branches.Add((condition, body));
            if (end != "elif")
            {
                return new Statement.If(branches, end == "else" ? Body("endif").Body : [], line);
            }
        }
    }

    private Statement.For For(int line)
    {
        var target = _targets.Parse();
        if (!_tokens.SkipName("in"))
        {
            throw _tokens.Wrong($"{_tokens.Current} stands where 'in' is expected");
        }

        var source = _expressions.Tuple(conditional: false);
        var filter = _tokens.SkipName("if") ? _expressions.Parse() : null;
        if (_tokens.IsName("recursive"))
        {
            throw new TemplateException(TemplateFault.Unsupported, "a recursive loop", line);
        }

        _loops++;
        var (body, end) = Body("endfor", "else");
        _loops--;
        return new Statement.For(target, source, filter, body, end == "else" ? Body("endfor").Body : [], line);
    }

    private Statement Set(int line)
    {
        var target = _targets.Parse();
        if (_tokens.SkipOperator("="))
        {
            return new Statement.Assign(target, _expressions.Tuple(), line);
        }

        var filters = _tokens.SkipOperator("|") ? Filters(_postfix.Filter(null)) : [];
        return new Statement.AssignText(target, filters, OutsideLoops("endset"), line);
    }

    private Statement.Call Call(int line)
    {
        var start = _tokens.Position;
        var parameters = _tokens.IsOperator("(") ? Parameters() : [];
        var callee = _expressions.Parse() as Expression.Call
            ?? throw new TemplateException(TemplateFault.Syntax, "'call' is not followed by a call of a macro", line);
        var body = OutsideLoops("endcall");
        return new Statement.Call(callee, new MacroDefinition("caller", parameters, body, Extras(start)), line);
    }

    private MacroDefinition Macro(string name, string end)
    {
        var start = _tokens.Position;
        var parameters = Parameters();
        return new MacroDefinition(name, parameters, OutsideLoops(end), Extras(start));
    }

    private IReadOnlySet<string> Extras(int start) => _tokens.NamesBetween(start, _tokens.Position, "varargs", "kwargs", "caller");

    private List<(string, Expression?)> Parameters()
    {
        var parameters = new List<(string, Expression?)>();
        _tokens.ExpectOperator("(");
        while (!_tokens.IsOperator(")"))
        {
            var name = _tokens.Expect(TokenKind.Name, "the name of a parameter").Text;
            parameters.Add((name, _tokens.SkipOperator("=") ? _expressions.Parse() : null));
            if (!_tokens.SkipOperator(","))
            {
                break;
            }
        }

        _tokens.ExpectOperator(")");
        return parameters;
    }

    private Statement.Scoped With(int line)
    {
        var variables = new List<(AssignmentTarget, Expression)>();
        while (_tokens.Current.Kind != TokenKind.BlockEnd)
        {
            if (variables.Count > 0)
            {
                _tokens.ExpectOperator(",");
            }

            var target = _targets.Parse(single: true);
            _tokens.ExpectOperator("=");
            variables.Add((target, _expressions.Parse()));
        }

        return new Statement.Scoped(variables, Body("endwith").Body, line);
    }

    private List<Expression.Filter> Filters(Expression.Filter first)
    {
        var filters = new List<Expression.Filter> { first };
        while (_tokens.SkipOperator("|"))
        {
            filters.Add(_postfix.Filter(null));
        }

        return filters;
    }

    /// <summary>A body that <c>break</c> cannot leave for a loop around it.</summary>
    private List<Statement> OutsideLoops(string end)
    {
        var loops = _loops;
        _loops = 0;
        var body = Body(end).Body;
        _loops = loops;
        return body;
    }

    private int InLoop(Token name) =>
        _loops > 0 ? name.Line : throw new TemplateException(TemplateFault.Syntax, $"'{name.Text}' stands outside of a loop", name.Line);
}
