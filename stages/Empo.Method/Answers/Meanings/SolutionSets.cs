using Empo.Method.Answers.Expressions;

namespace Empo.Method.Answers.Meanings;

/// <summary>Lists of conditions on one variable, and lists of intervals, as sets of real numbers.</summary>
internal static class SolutionSets
{
    /// <summary>
    /// <c>x &lt; -1 or x &gt; 1</c>: several inequalities for one variable are the union of their solutions; <c>x &gt; 1 and x &lt; 3</c>,
    /// whose union would be the whole line, mean their intersection unless "or" is between them. The value that <c>x ≠ 2</c> names is
    /// excluded; so are the values after it in <c>x ≠ 2, 3</c>.
    /// </summary>
    public static Meaning? Of(Expression.Listing list, IReadOnlyList<Meaning> meanings)
    {
        IReadOnlyList<Expression> conditions = list.Items;
        if (meanings.Count < 2 || meanings[0].Name is not { } name)
        {
            return null;
        }

        bool excludes = conditions[0] is Expression.Relation { Operators: ["!="] };
        List<RealSet> inequalities = [];
        RealSet allowed = RealSet.Line;
        for (int i = 0; i < meanings.Count; i++)
        {
            bool isBare = conditions[i] is not Expression.Relation;
            if ((isBare ? !excludes : !IsCondition(conditions[i]) || meanings[i].Name != name) || RealSet.Of(meanings[i]) is not { } set)
            {
                return null;
            }

            if (isBare || conditions[i] is Expression.Relation { Operators: ["!="] })
            {
                allowed = allowed.Intersection(isBare ? set.Complement() : set);
                continue;
            }

            inequalities.Add(set);
        }

        return (inequalities.Count == 0 ? allowed : Combined(inequalities, list.IsAlternative).Intersection(allowed)).ToMeaning() with
        {
            Name = name,
        };
    }

    /// <summary>Where one of several intervals is unbounded, they are not points: a list of them may mean their union.</summary>
    public static string? UnionForm(IReadOnlyList<Meaning> items)
    {
        bool areIntervals =
            items.Count > 1
            && items.All(item => item.Collection is { Length: 3 } && item.Items.Count == 2)
            && items.Any(item => item.Items.Any(end => end.Form is "∞" or "-∞"));
        RealSet?[] sets = areIntervals ? [.. items.Select(RealSet.Of)] : [];
        return sets.Length == 0 || sets.Any(set => set is null) ? null : RealSet.UnionOf(sets.OfType<RealSet>()).ToMeaning().Form;
    }

    private static RealSet Combined(List<RealSet> sets, bool isUnion)
    {
        RealSet union = RealSet.UnionOf(sets);
        return union.IsLine && !isUnion ? sets.Aggregate((left, right) => left.Intersection(right)) : union;
    }

    private static bool IsCondition(Expression expression) =>
        expression is Expression.Relation relation
        && (relation.Operators is ["!="] || relation.Operators.All(name => name is "<" or "<=" or ">" or ">="));
}
