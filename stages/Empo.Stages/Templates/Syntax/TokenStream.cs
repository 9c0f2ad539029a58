namespace Empo.Stages.Templates.Syntax;

/// <summary>The tokens of a source, read one by one, with a bound on the parser's recursion.</summary>
internal sealed class TokenStream(IReadOnlyList<Token> tokens)
{
    private int _depth;

    public int Position { get; private set; }

    public Token Current => tokens[Position];

    public Token Following => tokens[Math.Min(Position + 1, tokens.Count - 1)];

    public Token Next()
    {
        var token = tokens[Position];
        Position = Math.Min(Position + 1, tokens.Count - 1);
        return token;
    }

    public bool IsName(string name) => Current.Is(TokenKind.Name, name);

    public bool IsOperator(string text) => Current.Is(TokenKind.Operator, text);

    /// <summary>Skips a keyword if it comes next.</summary>
    public bool SkipName(string name)
    {
        var found = IsName(name);
        if (found)
        {
            Next();
        }

        return found;
    }

    /// <summary>Skips an operator if it comes next.</summary>
    public bool SkipOperator(string text)
    {
        var found = IsOperator(text);
        if (found)
        {
            Next();
        }

        return found;
    }

    public Token Expect(TokenKind kind, string what) =>
        Current.Kind == kind ? Next() : throw Wrong($"{Current} stands where {what} is expected");

    public void ExpectOperator(string text)
    {
        if (!SkipOperator(text))
        {
            throw Wrong($"{Current} stands where '{text}' is expected");
        }
    }

    /// <summary>Runs a part of the parser that can contain itself.</summary>
    public T Nested<T>(Func<T> parse)
    {
        if (++_depth > TemplateLimits.ParserDepth)
        {
            throw new TemplateException(TemplateFault.Limit, "blocks or expressions nest too deep", Current.Line);
        }

        var parsed = parse();
        _depth--;
        return parsed;
    }

    /// <summary>Which of these names occur between two positions.</summary>
    public IReadOnlySet<string> NamesBetween(int start, int end, params IEnumerable<string> names)
    {
        var found = Enumerable.Range(start, end - start).Select(at => tokens[at]).Where(token => token.Kind == TokenKind.Name);
        return found.Select(token => token.Text).Intersect(names, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
    }

    public TemplateException Wrong(string what) => new(TemplateFault.Syntax, what, Current.Line);
}
