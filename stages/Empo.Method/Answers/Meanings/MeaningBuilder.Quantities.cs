using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Reading;

namespace Empo.Method.Answers.Meanings;

/// <summary>Meanings of values with a unit, an angle, a base or a modulus.</summary>
internal sealed partial class MeaningBuilder
{
    private Meaning OfQuantity(Expression.Quantity quantity)
    {
        if (
            ExpressionRewriter.Contains(quantity.Amount, part =>
                part is Expression.Quantity or Expression.MixedQuantity or Expression.Words
            )
        )
        {
            throw new UnreadableAnswerException();
        }

        Meaning amount = Build(quantity.Amount);
        if (CompoundUnit.Of(quantity.Unit) is not { } unit)
        {
            throw new UnreadableAnswerException();
        }

        Meaning inBaseUnits = Build(InBaseUnits(quantity.Amount, unit));
        string converted = $"{inBaseUnits.Form} {unit.Dimension}";
        return amount with { Unit = converted, BaseValue = inBaseUnits.Value, OtherForms = [.. amount.OtherForms, converted] };
    }

    // No bare number means the same as 1 hour 30 minutes.
    private Meaning OfMixed(Expression.MixedQuantity mixed, int sign)
    {
        Unit[] units = [.. mixed.Parts.Select(part => CompoundUnit.Of(part.Unit) ?? throw new UnreadableAnswerException())];
        Expression total = new Expression.Sum([.. mixed.Parts.Zip(units, (part, unit) => InBaseUnits(part.Amount, unit))]);
        Meaning meaning = Build(sign < 0 ? new Expression.Negative(total) : total);
        string converted = $"{meaning.Form} {units[0].Dimension}";
        return meaning with { Form = converted, Unit = converted, BaseValue = meaning.Value, Value = null };
    }

    // A number with its base has two forms: its digits, and its value among numbers with a base.
    private Meaning OfNumeral(Expression.Call numeral)
    {
        string value = ScalarMeaning.Of(numeral, budget).Form + " in a base";
        Meaning digits = Build(numeral.Arguments[0]);
        return digits with { OtherForms = [value], Unit = value, IsDecimal = false };
    }

    private Meaning OfResidue(Expression.Call residue)
    {
        ExpressionEvaluator evaluator = new(SamplePoint.All[0], budget);
        Meaning meaning = ScalarMeaning.Of(residue, budget);
        bool areNumbers =
            residue.Arguments
            is [
                Expression.Number
                or Expression.Negative { Operand: Expression.Number },
                Expression.Number { Value: { IsInteger: true, Sign: > 0 } },
            ];
        return areNumbers
            ? meaning with
            {
                Residue = ResidueClass.Of(
                    evaluator.Evaluate(residue.Arguments[0]).Exact!.Value,
                    evaluator.Evaluate(residue.Arguments[1]).Exact!.Value
                ),
                Value = null,
            }
            : meaning;
    }

    // The degree sign of an angle may be omitted, but the number then does not mean radians.
    private Meaning OfAngle(Expression.Call angle)
    {
        Meaning degrees = ScalarMeaning.Of(angle, budget);
        if (degrees.Value is null)
        {
            return degrees;
        }

        Meaning radians = Build(InBaseUnits(angle.Arguments[0], CompoundUnit.Of("deg")!));
        string converted = $"{radians.Form} rad";
        return degrees with { Unit = converted, BaseValue = radians.Value, OtherForms = [.. degrees.OtherForms, converted] };
    }

    private static Expression.Product InBaseUnits(Expression amount, Unit unit) =>
        unit.PiPower == 0
            ? new Expression.Product([amount, new Expression.Number(unit.Factor, false)])
            : new Expression.Product([
                amount,
                new Expression.Number(unit.Factor, false),
                new Expression.Power(new Expression.Constant(ConstantKind.Pi), new Expression.Number(unit.PiPower, false)),
            ]);

    // "3, 5 cm": the unit after the last of several numbers belongs to all of them.
    private static IReadOnlyList<Expression> WithJointUnit(IReadOnlyList<Expression> items) =>
        items.Count > 1
        && items[^1] is Expression.Quantity last
        && !items
            .SkipLast(1)
            .Any(item => ExpressionRewriter.Contains(item, part => part is Expression.Quantity or Expression.Relation or Expression.Words))
            ? [.. items.SkipLast(1).Select(item => new Expression.Quantity(item, last.Unit)), last]
            : items;

    // (3, 4) m
    private static Expression Distributed(Expression.Quantity quantity)
    {
        return quantity.Amount switch
        {
            Expression.Bracketed bracketed => bracketed with { Items = All(bracketed.Items) },
            Expression.Listing list => list with { Items = All(list.Items) },
            _ => throw new UnreadableAnswerException(),
        };

        IReadOnlyList<Expression> All(IReadOnlyList<Expression> items) =>
            [.. items.Select(item => new Expression.Quantity(item, quantity.Unit))];
    }
}
