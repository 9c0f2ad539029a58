namespace Empo.Method.Answers;

/// <summary>Spellings of relations, each mapped to one of <c>= ≡ &lt; &gt; &lt;= &gt;= != in ~</c>.</summary>
internal static class RelationOperators
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["="] = "=",
        [@"\equiv"] = "≡",
        ["<"] = "<",
        [@"\lt"] = "<",
        [">"] = ">",
        [@"\gt"] = ">",
        [@"\le"] = "<=",
        [@"\leq"] = "<=",
        [@"\leqslant"] = "<=",
        [@"\leqq"] = "<=",
        ["<="] = "<=",
        [@"\ge"] = ">=",
        [@"\geq"] = ">=",
        [@"\geqslant"] = ">=",
        [@"\geqq"] = ">=",
        [">="] = ">=",
        [@"\ne"] = "!=",
        [@"\neq"] = "!=",
        ["!="] = "!=",
        [@"\in"] = "in",
        [@"\approx"] = "~",
        [@"\sim"] = "~",
        [@"\simeq"] = "~",
        [@"\cong"] = "~",
    };

    /// <summary>The operator that a token spells, or null.</summary>
    public static string? Of(string token) => Known.GetValueOrDefault(token);
}
