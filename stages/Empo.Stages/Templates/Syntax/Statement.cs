namespace Empo.Stages.Templates.Syntax;

/// <summary>A statement of a template.</summary>
/// <param name="Line">Line in the source.</param>
internal abstract record Statement(int Line)
{
    /// <summary>Text outside of tags.</summary>
    public sealed record Data(string Text, int Line) : Statement(Line);

    /// <summary><c>{{ value }}</c>.</summary>
    public sealed record Output(Expression Value, int Line) : Statement(Line);

    /// <summary><c>if</c>, <c>elif</c>, <c>else</c>.</summary>
    public sealed record If(
        IReadOnlyList<(Expression Condition, IReadOnlyList<Statement> Body)> Branches,
        IReadOnlyList<Statement> Otherwise,
        int Line
    ) : Statement(Line);

    /// <summary><c>for target in source if filter</c>, with the <c>else</c> for no items.</summary>
    public sealed record For(
        AssignmentTarget Target,
        Expression Source,
        Expression? Filter,
        IReadOnlyList<Statement> Body,
        IReadOnlyList<Statement> Otherwise,
        int Line
    ) : Statement(Line);

    /// <summary><c>set target = value</c>.</summary>
    public sealed record Assign(AssignmentTarget Target, Expression Value, int Line) : Statement(Line);

    /// <summary><c>set target</c> … <c>endset</c>; the text in between is the value.</summary>
    public sealed record AssignText(
        AssignmentTarget Target,
        IReadOnlyList<Expression.Filter> Filters,
        IReadOnlyList<Statement> Body,
        int Line
    ) : Statement(Line);

    /// <summary><c>macro</c> … <c>endmacro</c>.</summary>
    public sealed record Macro(MacroDefinition Definition, int Line) : Statement(Line);

    /// <summary><c>call</c> … <c>endcall</c>: the body is what <c>caller()</c> gives.</summary>
    public sealed record Call(Expression.Call Callee, MacroDefinition Caller, int Line) : Statement(Line);

    /// <summary><c>filter</c> … <c>endfilter</c>.</summary>
    public sealed record FilterText(IReadOnlyList<Expression.Filter> Filters, IReadOnlyList<Statement> Body, int Line) : Statement(Line);

    /// <summary>A body with variables of its own: <c>with</c>, <c>generation</c>.</summary>
    public sealed record Scoped(
        IReadOnlyList<(AssignmentTarget Target, Expression Value)> Variables,
        IReadOnlyList<Statement> Body,
        int Line
    ) : Statement(Line);

    /// <summary>Ends the loop.</summary>
    public sealed record Break(int Line) : Statement(Line);

    /// <summary>Ends this turn of the loop.</summary>
    public sealed record Continue(int Line) : Statement(Line);
}
