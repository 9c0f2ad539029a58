using Empo.Stages.Templates.Values;

namespace Empo.Stages.Templates.Syntax;

/// <summary>An expression of a template.</summary>
/// <param name="Line">Line in the source.</param>
internal abstract record Expression(int Line)
{
    /// <summary>A literal.</summary>
    public sealed record Constant(TemplateValue Value, int Line) : Expression(Line);

    /// <summary>A variable.</summary>
    public sealed record Variable(string Name, int Line) : Expression(Line);

    /// <summary><c>[a, b]</c>, or <c>(a, b)</c>.</summary>
    public sealed record Items(IReadOnlyList<Expression> Values, bool IsTuple, int Line) : Expression(Line);

    /// <summary><c>{a: b}</c>.</summary>
    public sealed record Pairs(IReadOnlyList<(Expression Key, Expression Value)> Values, int Line) : Expression(Line);

    /// <summary><c>a.name</c>.</summary>
    public sealed record Member(Expression Of, string Name, int Line) : Expression(Line);

    /// <summary><c>a[index]</c>.</summary>
    public sealed record Item(Expression Of, Expression Index, int Line) : Expression(Line);

    /// <summary><c>a[start:stop:step]</c>.</summary>
    public sealed record Slice(Expression Of, Expression? Start, Expression? Stop, Expression? Step, int Line) : Expression(Line);

    /// <summary><c>a(arguments)</c>.</summary>
    public sealed record Call(Expression Callee, ArgumentList Arguments, int Line) : Expression(Line);

    /// <summary><c>a | name(arguments)</c>; without an input, the filter of a block.</summary>
    public sealed record Filter(Expression? Input, string Name, ArgumentList Arguments, int Line) : Expression(Line);

    /// <summary><c>a is name(arguments)</c>.</summary>
    public sealed record Test(Expression Input, string Name, ArgumentList Arguments, int Line) : Expression(Line);

    /// <summary><c>not a</c>.</summary>
    public sealed record Not(Expression Operand, int Line) : Expression(Line);

    /// <summary><c>-a</c>, or <c>+a</c>.</summary>
    public sealed record Signed(Expression Operand, bool IsNegative, int Line) : Expression(Line);

    /// <summary>An arithmetic operator: <c>+ - * / // % **</c>.</summary>
    public sealed record Arithmetic(string Operator, Expression Left, Expression Right, int Line) : Expression(Line);

    /// <summary><c>a ~ b</c>.</summary>
    public sealed record Concatenation(IReadOnlyList<Expression> Parts, int Line) : Expression(Line);

    /// <summary><c>a and b</c>, or <c>a or b</c>.</summary>
    public sealed record Logical(bool IsAnd, Expression Left, Expression Right, int Line) : Expression(Line);

    /// <summary><c>a &lt; b &lt;= c</c>, <c>a in b</c>, <c>a not in b</c>.</summary>
    public sealed record Comparison(Expression First, IReadOnlyList<(string Operator, Expression Operand)> Rest, int Line)
        : Expression(Line);

    /// <summary><c>a if condition else b</c>.</summary>
    public sealed record Conditional(Expression Condition, Expression Then, Expression? Otherwise, int Line) : Expression(Line);
}
