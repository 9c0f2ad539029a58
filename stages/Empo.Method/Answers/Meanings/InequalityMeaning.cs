namespace Empo.Method.Answers;

/// <summary>
/// Inequalities: <c>a &lt; x ≤ b</c> is the interval (a, b]; a linear one in one variable is solved to an interval; others are compared up
/// to a positive factor, direction and strictness kept.
/// </summary>
internal sealed class InequalityMeaning(MeaningBuilder builder, WorkBudget budget)
{
    /// <summary>The meaning of a chain of inequalities.</summary>
    public Meaning Of(Expression.Relation relation)
    {
        if (relation.Operators.All(name => name is ">" or ">="))
        {
            relation = new Expression.Relation([.. relation.Sides.Reverse()], [.. relation.Operators.Reverse().Select(name => name == ">" ? "<" : "<=")]);
        }

        if (!relation.Operators.All(name => name is "<" or "<="))
        {
            throw new UnreadableAnswerException();
        }

        if (relation.Operators.Count == 2 && RelationMeaning.IsName(relation.Sides[1]) && relation.Sides[1] is not Expression.Words)
        {
            return Interval(builder.Build(relation.Sides[0]), relation.Operators, builder.Build(relation.Sides[2])) with { Name = ExpressionPrinter.Print(relation.Sides[1]) };
        }

        return relation.Operators.Count == 1 ? OfOne(relation.Sides[0], relation.Operators[0], relation.Sides[1]) : OfChain(relation);
    }

    private static Meaning Interval(Meaning low, IReadOnlyList<string> operators, Meaning high)
    {
        char open = operators[0] == "<" ? '(' : '[';
        char close = operators[^1] == "<" ? ')' : ']';
        return new Meaning { Form = $"{open}{low.Form}, {high.Form}{close}", Collection = $"{open},{close}", Items = [low, high] };
    }

    // smaller < larger
    private Meaning OfOne(Expression smaller, string name, Expression larger)
    {
        Expression difference = new Expression.Sum([larger, new Expression.Negative(smaller)]);
        if (NamedSide(smaller, larger) is { } named)
        {
            Meaning bound = builder.Build(named.Bound);
            return Ray(bound, named.IsLower, name) with { Name = ExpressionPrinter.Print(named.Name) };
        }

        if (LinearEquation.Line(difference, budget) is { } line)
        {
            return Ray(ScalarMeaning.OfValue(-line.Constant / line.Slope), line.Slope.Sign > 0, name) with { Name = line.Symbol };
        }

        Scalar[] values = [.. SamplePoint.All.Select(point => new ExpressionEvaluator(point, budget).Evaluate(difference))];
        if (values.Any(value => !value.IsDefined || !value.IsReal) || values[0].IsZero)
        {
            throw new UnreadableAnswerException();
        }

        Scalar scale = values[0].Sign > 0 ? values[0] : -values[0];
        return new Meaning { Form = $"0 {name} {string.Join(";", values.Select(value => (value / scale).ToDigits()))}" };
    }

    private static (Expression Name, Expression Bound, bool IsLower)? NamedSide(Expression smaller, Expression larger)
    {
        if (larger is Expression.Symbol or Expression.Application && !RelationMeaning.IsName(smaller))
        {
            return (larger, smaller, true);
        }

        return smaller is Expression.Symbol or Expression.Application && !RelationMeaning.IsName(larger) ? (smaller, larger, false) : null;
    }

    private static Meaning Ray(Meaning bound, bool isLower, string name)
    {
        Meaning infinite = new() { Form = isLower ? "∞" : "-∞" };
        return isLower ? Interval(bound, [name, "<"], infinite) : Interval(infinite, ["<", name], bound);
    }

    private Meaning OfChain(Expression.Relation relation) => new()
    {
        Form = builder.Build(relation.Sides[0]).Form + string.Concat(relation.Operators.Select((name, i) => $" {name} {builder.Build(relation.Sides[i + 1]).Form}")),
    };
}
