using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Numerics;

namespace Empo.Method.Answers.Meanings;

/// <summary>
/// Values with a parameter: <c>kπ, k ∈ ℤ</c>, where the condition may be omitted, because k, m or n times π always means a periodic family;
/// and residue classes, <c>x = 5k + 2, k ∈ ℤ</c>.
/// </summary>
internal static class FamilyMeaning
{
    /// <summary>The meaning of an answer that may be a family of values.</summary>
    public static Meaning Of(Expression answer, MeaningBuilder builder, WorkBudget budget)
    {
        if (ParameterFamily.Of(answer) is { } family)
        {
            Meaning values = builder.Build(family.Values);
            Meaning stated = values with
            {
                OtherForms = [.. values.OtherForms, "family " + builder.Build(family.Nameless).Form],
                Unit = values.Unit ?? family.Domain,
            };
            return family.Domain == @"\mathbb{Z}" && ResidueClass.OfFamily(ValueOf(family.Values), budget) is { } residues
                ? stated with { OtherForms = [.. stated.OtherForms, FormOf(residues, builder)], Family = residues }
                : stated;
        }

        Meaning meaning = builder.Build(answer);
        if (
            ExpressionRewriter.Contains(answer, part => part is Expression.Quantity or Expression.MixedQuantity)
            || !ExpressionRewriter.Contains(answer, IsParameter)
        )
        {
            return meaning;
        }

        Expression value = ValueOf(answer);
        if (ParameterOfAll(answer, budget) is { } parameter)
        {
            Expression nameless = ExpressionRewriter.Map(answer, part =>
                part is Expression.Symbol symbol && symbol.Name == parameter ? new Expression.Symbol("·") : null
            );
            return meaning with { OtherForms = [.. meaning.OtherForms, "family " + builder.Build(nameless).Form] };
        }

        return ResidueClass.OfFamily(value, budget) is { } residue ? meaning with { Family = residue } : meaning;
    }

    private static bool IsParameter(Expression part) => part is Expression.Symbol { Name: "k" or "m" or "n" or "t" };

    // The right side of an assignment to a name.
    private static Expression ValueOf(Expression answer) =>
        answer is Expression.Relation { Operators: ["="], Sides: [Expression.Symbol, var value] } ? value : answer;

    // The one parameter of all values of a list.
    private static string? ParameterOfAll(Expression answer, WorkBudget budget)
    {
        IReadOnlyList<Expression> values = answer is Expression.Listing list ? list.Items : [answer];
        string?[] parameters = values.Count > 16 ? [null] : [.. values.Select(value => IsPeriodic(ValueOf(value), budget))];
        return parameters.Distinct().Count() == 1 ? parameters[0] : null;
    }

    private static string? IsPeriodic(Expression value, WorkBudget budget)
    {
        if (
            !ExpressionRewriter.Contains(value, part => part is Expression.Constant { Kind: ConstantKind.Pi })
            || LinearEquation.Line(value, budget) is not { Symbol: "k" or "m" or "n" } line
        )
        {
            return null;
        }

        Scalar turns = line.Slope / (Scalar)LongDouble.Pi;
        return turns.IsReal && turns.ToKey().Length < 12 ? line.Symbol : null;
    }

    private static string FormOf(ResidueClass residue, MeaningBuilder builder) =>
        builder
            .Build(
                new Expression.Call(
                    "pmod",
                    [new Expression.Number(residue.Remainder, false), new Expression.Number(residue.Modulus, false)]
                )
            )
            .Form;
}
