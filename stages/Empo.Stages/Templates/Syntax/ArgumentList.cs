namespace Empo.Stages.Templates.Syntax;

/// <summary>The arguments of a call.</summary>
/// <param name="Positional">In order.</param>
/// <param name="Named"><c>name=value</c>.</param>
/// <param name="Spread"><c>*list</c>.</param>
/// <param name="NamedSpread"><c>**dictionary</c>.</param>
internal sealed record ArgumentList(
    IReadOnlyList<Expression> Positional,
    IReadOnlyList<(string Name, Expression Value)> Named,
    Expression? Spread = null,
    Expression? NamedSpread = null
)
{
    public static ArgumentList None { get; } = new([], []);
}
