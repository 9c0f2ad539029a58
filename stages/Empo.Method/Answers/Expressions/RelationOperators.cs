using System.Collections.Frozen;

namespace Empo.Method.Answers.Expressions;

/// <summary>
/// Spellings of relations, each mapped to one of <c>= ≡ &lt; &gt; &lt;= &gt;= != in ~</c> or to one of
/// <see cref="Meanings.OrderedStatement"/>.
/// </summary>
internal static class RelationOperators
{
    private static readonly FrozenDictionary<string, string> Known = new Dictionary<string, string>(StringComparer.Ordinal)
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
        [@"\implies"] = "⇒",
        [@"\Rightarrow"] = "⇒",
        [@"\Longrightarrow"] = "⇒",
        [@"\impliedby"] = "⇐",
        [@"\Leftarrow"] = "⇐",
        [@"\Longleftarrow"] = "⇐",
        [@"\iff"] = "⇔",
        [@"\Leftrightarrow"] = "⇔",
        [@"\Longleftrightarrow"] = "⇔",
        [@"\subset"] = "⊂",
        [@"\subsetneq"] = "⊊",
        [@"\subsetneqq"] = "⊊",
        [@"\subseteq"] = "⊆",
        [@"\subseteqq"] = "⊆",
        [@"\supset"] = "⊃",
        [@"\supsetneq"] = "⊋",
        [@"\supseteq"] = "⊇",
        [@"\notin"] = "∉",
        [@"\ni"] = "∋",
        [@"\perp"] = "⊥",
        [@"\parallel"] = "∥",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The operator that a token spells, or null.</summary>
    public static string? Of(string token) => Known.GetValueOrDefault(token);
}
