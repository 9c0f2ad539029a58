using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Numerics;
using Empo.Method.Answers.Reading;

namespace Empo.Method.Answers.Meanings;

/// <summary>
/// Inequalities: <c>a &lt; x ≤ b</c> is the interval (a, b]; a linear one in one variable is solved to an interval; others are compared up
/// to a positive factor, with direction and strictness kept.
/// </summary>
internal sealed class InequalityMeaning(MeaningBuilder builder, WorkBudget budget)
{
    /// <summary>The meaning of a chain of inequalities.</summary>
    public Meaning Of(Expression.Relation relation)
    {
        if (relation.Operators.All(name => name is ">" or ">="))
        {
            relation = new Expression.Relation(
                [.. relation.Sides.Reverse()],
                [.. relation.Operators.Reverse().Select(name => name == ">" ? "<" : "<=")]
            );
        }

        if (!relation.Operators.All(name => name is "<" or "<="))
        {
            throw new UnreadableAnswerException();
        }

        if (relation.Operators.Count == 2 && RelationMeaning.IsName(relation.Sides[1]) && relation.Sides[1] is not Expression.Words)
        {
            return Interval(builder.Build(relation.Sides[0]), relation.Operators, builder.Build(relation.Sides[2])) with
            {
                Name = ExpressionPrinter.Print(relation.Sides[1]),
            };
        }

        return relation.Operators.Count == 1 ? OfOne(relation.Sides[0], relation.Operators[0], relation.Sides[1]) : OfChain(relation);
    }

    private static Meaning Interval(Meaning low, IReadOnlyList<string> operators, Meaning high)
    {
        char open = operators[0] == "<" ? '(' : '[';
        char close = operators[^1] == "<" ? ')' : ']';
        return MeaningBuilder.TupleOf(open, [low, high], close) with { Name = null };
    }

    // smaller < larger
    private Meaning OfOne(Expression smaller, string name, Expression larger)
    {
        if (OfDistance(smaller, name, larger) is { } distance)
        {
            return distance;
        }

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

    // |x - a| < r is an interval around a; |x - a| > r is its outside.
    private Meaning? OfDistance(Expression smaller, string name, Expression larger)
    {
        (Expression.Call? distance, Expression bound, bool isInside) = smaller is Expression.Call { Function: "abs" } inner
            ? (inner, larger, true)
            : (larger as Expression.Call, smaller, false);
        if (
            distance is not { Function: "abs", Arguments: [var argument] }
            || LinearEquation.Line(argument, budget) is not { } line
            || builder.Build(bound) is not { Value: { IsReal: true } value, Unit: null }
            || value.Real.Sign <= 0
        )
        {
            return null;
        }

        Scalar radius = new ExpressionEvaluator(SamplePoint.All[0], budget).Evaluate(bound);
        Meaning[] ends =
        [
            .. new[] { -radius, radius }
                .Select(end => (end - line.Constant) / line.Slope)
                .OrderBy(end => end.Approximate.Real.High)
                .Select(end => ScalarMeaning.OfValue(end)),
        ];
        string strictness = name;
        Meaning solution = isInside
            ? Interval(ends[0], [strictness, strictness], ends[1])
            : RealSet.OfAll([Ray(ends[0], false, strictness), Ray(ends[1], true, strictness)])!.ToMeaning();
        return solution with { Name = line.Symbol };
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

    private Meaning OfChain(Expression.Relation relation) =>
        new()
        {
            Form =
                builder.Build(relation.Sides[0]).Form
                + string.Concat(relation.Operators.Select((name, i) => $" {name} {builder.Build(relation.Sides[i + 1]).Form}")),
        };
}
