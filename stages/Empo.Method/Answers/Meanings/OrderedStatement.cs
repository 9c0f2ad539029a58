using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Reading;

namespace Empo.Method.Answers.Meanings;

/// <summary>
/// Statements whose order of sides matters: implications, inclusions, memberships, positions. <c>P ⇒ Q</c> is <c>Q ⇐ P</c> and never <c>Q ⇒
/// P</c>; only ⇔, ⊥ and ∥ may be reversed.
/// </summary>
internal static class OrderedStatement
{
    private static readonly Dictionary<string, string> Turned = new(StringComparer.Ordinal)
    {
        ["⇐"] = "⇒",
        ["⊃"] = "⊂",
        ["⊋"] = "⊊",
        ["⊇"] = "⊆",
        ["∋"] = "∈",
    };

    private static readonly HashSet<string> Symmetric = new(StringComparer.Ordinal) { "⇔", "⊥", "∥" };

    private static readonly HashSet<string> Directed = new(StringComparer.Ordinal) { "⇒", "⊂", "⊊", "⊆", "∉" };

    /// <summary>Whether a relation is such a statement.</summary>
    public static bool Is(Expression.Relation relation) =>
        relation.Operators.Any(name => Symmetric.Contains(name) || Directed.Contains(name) || Turned.ContainsKey(name));

    /// <summary>The meaning of a statement with one sign, or with the same sign several times.</summary>
    public static Meaning Of(Expression.Relation relation, MeaningBuilder builder)
    {
        if (relation.Operators.Distinct().Count() > 1)
        {
            throw new UnreadableAnswerException();
        }

        string name = relation.Operators[0];
        IEnumerable<string> sides = relation.Sides.Select(side => FormOf(builder.Build(side)));
        if (Turned.TryGetValue(name, out string? turned))
        {
            (name, sides) = (turned, sides.Reverse());
        }
        else if (Symmetric.Contains(name))
        {
            sides = sides.Order(StringComparer.Ordinal);
        }

        return new Meaning { Form = string.Join($" {name} ", sides) };
    }

    private static string FormOf(Meaning side) => side.Name is null ? side.Unit ?? side.Form : $"{side.Name} = {side.Unit ?? side.Form}";
}
