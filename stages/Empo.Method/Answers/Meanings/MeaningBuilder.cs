using System.Text.RegularExpressions;
using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Numerics;
using Empo.Method.Answers.Reading;

namespace Empo.Method.Answers.Meanings;

/// <summary>Builds the <see cref="Meaning"/> of an expression, structure by structure.</summary>
internal sealed partial class MeaningBuilder(WorkBudget budget)
{
    /// <summary>The meaning of an expression.</summary>
    /// <exception cref="UnreadableAnswerException">It has no meaning that can be compared.</exception>
    public Meaning Build(Expression expression)
    {
        budget.Spend(4);
        return expression switch
        {
            Expression.Listing list => OfListing(list),
            Expression.Bracketed bracketed when ExpressionRewriter.Contains(bracketed, part => part is Expression.PlusMinus) => OfTwoSigns(
                bracketed
            ),
            Expression.Bracketed bracketed => OfBracketed(bracketed),
            Expression.Relation relation
                when relation.Sides.SkipLast(1).Any(side => ExpressionRewriter.Contains(side, part => part is Expression.PlusMinus)) =>
                OfTwoSigns(relation),
            Expression.Relation relation => new RelationMeaning(this, budget).Of(relation),
            Expression.Ratio ratio => OfRatio(ratio),
            Expression.SetOperation operation => OfSetOperation(operation),
            Expression.Words words => OfWords(words),
            Expression.Quantity { Amount: Expression.Bracketed or Expression.Listing } quantity => Build(Distributed(quantity)),
            Expression.Quantity quantity => OfQuantity(quantity),
            Expression.MixedQuantity mixed => OfMixed(mixed, 1),
            Expression.Negative { Operand: Expression.MixedQuantity mixed } => OfMixed(mixed, -1),
            Expression.Call { Function: "base" } numeral => OfNumeral(numeral),
            Expression.Call { Function: "degree" } angle => OfAngle(angle),
            Expression.Call { Function: "pmod" } residue => OfResidue(residue),
            Expression.Negative { Operand: Expression.Quantity quantity } => OfQuantity(
                quantity with
                {
                    Amount = new Expression.Negative(quantity.Amount),
                }
            ),
            Expression.Matrix matrix => OfMatrix(matrix),
            _ when ExpressionRewriter.Contains(expression, part => part is Expression.PlusMinus) => OfTwoSigns(expression),
            _ when ExpressionRewriter.Contains(expression, part => part is Expression.Matrix) => OfMatrixExpression(expression),
            Expression.Symbol { Name: @"\mathbb{R}" } => new Meaning
            {
                Form = "(-∞, ∞)",
                Collection = "(,)",
                Items = [new Meaning { Form = "-∞" }, new Meaning { Form = "∞" }],
            },
            Expression.Negative { Operand: Expression.Constant { Kind: ConstantKind.Infinity } } => new Meaning { Form = "-∞" },
            Expression.Constant { Kind: ConstantKind.Infinity } => new Meaning { Form = "∞" },
            _ => ScalarMeaning.Of(expression, budget),
        };
    }

    private Meaning OfTwoSigns(Expression expression) =>
        SetOf([Build(ExpressionRewriter.WithSign(expression, 1)), Build(ExpressionRewriter.WithSign(expression, -1))]);

    private Meaning OfListing(Expression.Listing list)
    {
        list = list with { Items = WithJointUnit(list.Items) };
        List<Meaning> items = [];
        foreach (Expression item in list.Items)
        {
            bool isTwo = ExpressionRewriter.Contains(item, part => part is Expression.PlusMinus) && item is not Expression.Listing;
            Meaning meaning = Build(item);
            items.AddRange(isTwo ? meaning.Items : [meaning]);
        }

        if (list.Items.Count == items.Count && SolutionSets.Of(list, items) is { } solutions)
        {
            return solutions;
        }

        if (list.Items.All(item => item is Expression.Words) && !list.Items.All(item => IsName((Expression.Words)item)))
        {
            // The order of words in a row may matter: "increase, decrease".
            throw new UnreadableAnswerException();
        }

        Meaning set = SetOf(items);
        if (list.IsBraced || items.Count < 2)
        {
            return set;
        }

        string tuple = TupleOf('(', items, ')').Form;
        return set with
        {
            OtherForms = SolutionSets.UnionForm(items) is { } union ? [.. set.OtherForms, tuple, union] : [.. set.OtherForms, tuple],
        };
    }

    /// <summary>A set: order and repetition do not matter, and a set of one is its element.</summary>
    public static Meaning SetOf(IReadOnlyList<Meaning> items)
    {
        Meaning[] distinct =
        [
            .. items
                .DistinctBy(item => (item.Form, item.Name, item.Unit))
                .OrderBy(item => item.Form, StringComparer.Ordinal)
                .ThenBy(item => item.Name, StringComparer.Ordinal)
                .ThenBy(item => item.Unit, StringComparer.Ordinal),
        ];
        if (distinct.Length == 1)
        {
            return distinct[0];
        }

        return new Meaning
        {
            Form = $"{{{string.Join(", ", distinct.Select(item => item.Form).Distinct())}}}",
            Name = JointName([.. distinct.OrderBy(item => item.Form, StringComparer.Ordinal)]),
            Unit = JointUnit(distinct.Select(item => item.Unit).Order(StringComparer.Ordinal)),
            OtherForms = distinct.All(item => item.BaseValue is not null)
                ? [$"{{{string.Join(", ", distinct.Select(item => item.Unit).Order(StringComparer.Ordinal))}}}"]
                : [],
            Collection = "set",
            Items = distinct,
        };
    }

    private Meaning OfBracketed(Expression.Bracketed bracketed) =>
        TupleOf(bracketed.Open, [.. WithJointUnit(bracketed.Items).Select(Build)], bracketed.Close);

    /// <summary>A tuple, a point or an interval.</summary>
    public static Meaning TupleOf(char open, IReadOnlyList<Meaning> items, char close)
    {
        // Only two items can be an interval, whose brackets matter.
        (open, close) = items.Count == 2 ? (open, close) : ('(', ')');
        return new Meaning
        {
            Form = $"{open}{string.Join(", ", items.Select(item => item.Form))}{close}",
            Name = JointName(items),
            Unit = JointUnit(items.Select(item => item.Unit)),
            OtherForms =
                items.Count > 0 && items.All(item => item.BaseValue is not null)
                    ? [$"{open}{string.Join(", ", items.Select(item => item.Unit))}{close}"]
                    : [],
            Collection = $"{open},{close}",
            Items = items,
        };
    }

    // Known where some item has a unit: an item without one leaves it open.
    private static string? JointUnit(IEnumerable<string?> units)
    {
        string?[] all = [.. units];
        return all.All(unit => unit is null) ? null : string.Join("; ", all);
    }

    // x for x=1, x=2; (p, q) for p=1, q=2; nothing where some item has no name.
    private static string? JointName(IReadOnlyList<Meaning> items)
    {
        if (items.Count == 0 || items.Any(item => item.Name is null))
        {
            return null;
        }

        return items.All(item => item.Name == items[0].Name) ? items[0].Name : $"({string.Join(",", items.Select(item => item.Name))})";
    }

    // 12:30 may be a time, whose parts stay as written. In any other ratio only the quotients matter: 1:2:3 is 2:4:6.
    private Meaning OfRatio(Expression.Ratio ratio)
    {
        string written = string.Join(":", ratio.Parts.Select(part => Build(part).Form));
        if (ratio.MayBeTime)
        {
            return new Meaning { Form = "ratio " + written };
        }

        if (ratio.Parts.Count == 2)
        {
            Meaning quotient = ScalarMeaning.Of(new Expression.Quotient(ratio.Parts[0], ratio.Parts[1]), budget);
            return new Meaning { Form = "ratio " + quotient.Form.Replace('/', ':') };
        }

        bool hasFirst = !new ExpressionEvaluator(SamplePoint.All[0], budget).Evaluate(ratio.Parts[0]).IsZero;
        return new Meaning
        {
            Form =
                "ratio "
                + (
                    hasFirst
                        ? "1:"
                            + string.Join(
                                ":",
                                ratio
                                    .Parts.Skip(1)
                                    .Select(part => ScalarMeaning.Of(new Expression.Quotient(part, ratio.Parts[0]), budget).Form)
                            )
                        : written
                ),
        };
    }

    private Meaning OfSetOperation(Expression.SetOperation operation)
    {
        if (operation.Operator == "cup")
        {
            return OfUnion(operation);
        }

        if (RealSet.Of(Build(operation.Left)) is { } left && RealSet.Of(Build(operation.Right)) is { } right)
        {
            return (operation.Operator == "cap" ? left.Intersection(right) : left.Difference(right)).ToMeaning();
        }

        return OfOtherSets(operation);
    }

    // All parts at once: joining them one by one would sort and write the sets so far again each time.
    private Meaning OfUnion(Expression.SetOperation operation)
    {
        List<Meaning> parts = [];
        Gather(operation, "cup", parts);
        return RealSet.OfAll(parts) is { } union ? union.ToMeaning() : OfOtherSets(operation);
    }

    private Meaning OfOtherSets(Expression.SetOperation operation)
    {
        List<Meaning> parts = [];
        Gather(operation, operation.Operator, parts);
        if (operation.Operator == "cup" && parts.All(part => part.Collection == "set" || part.Collection is null))
        {
            return SetOf([.. parts.SelectMany(part => part.Items.Count > 0 ? part.Items : [part])]);
        }

        IEnumerable<Meaning> ordered = operation.Operator == "setminus" ? parts : parts.OrderBy(part => part.Form, StringComparer.Ordinal);
        Meaning[] items = [.. ordered];
        return new Meaning
        {
            Form = string.Join($" {operation.Operator} ", items.Select(Grouped)),
            Collection = operation.Operator,
            Items = items,
        };
    }

    // A without (B without C) is not (A without B) without C.
    private static string Grouped(Meaning part) => part.Collection is "cup" or "cap" or "setminus" ? $"({part.Form})" : part.Form;

    private void Gather(Expression expression, string name, List<Meaning> parts)
    {
        if (expression is Expression.SetOperation operation && operation.Operator == name && name != "setminus")
        {
            Gather(operation.Left, name, parts);
            Gather(operation.Right, name, parts);
            return;
        }

        if (expression is Expression.SetOperation { Operator: "setminus" } difference && name == "setminus")
        {
            parts.Add(Build(difference.Left));
            parts.Add(Build(difference.Right));
            return;
        }

        parts.Add(Build(expression));
    }

    private static Meaning OfWords(Expression.Words words)
    {
        if (ListOfNames().Match(words.Text) is { Success: true } names)
        {
            return SetOf([.. names.Groups["name"].Captures.Select(name => Meaning.OfText(name.Value))]);
        }

        Meaning meaning = Meaning.OfText(words.Text);
        string letters = Option().Replace(words.Text, "").Trim(' ', '(', ')', '.');
        return letters.Length == 1 && char.IsAsciiLetter(letters[0])
            ? meaning with { OtherForms = [ScalarMeaning.Of(new Expression.Symbol(letters), new WorkBudget(100, default)).Form] }
            : meaning;
    }

    private Meaning OfMatrix(Expression.Matrix matrix)
    {
        Meaning[] entries = [.. matrix.Rows.SelectMany(row => row).Select(Build)];
        string rows = string.Join(
            "; ",
            matrix.Rows.Select((row, i) => string.Join(", ", entries.Skip(i * row.Count).Take(row.Count).Select(entry => entry.Form)))
        );
        // A column is the vector that others write as a tuple.
        string[] others = matrix.Rows.Count > 1 && matrix.Rows[0].Count == 1 ? [TupleOf('(', entries, ')').Form] : [];
        return new Meaning
        {
            Form = $"matrix [{rows}]",
            OtherForms = others,
            Collection = $"matrix {matrix.Rows.Count}x{matrix.Rows[0].Count}",
            Items = entries,
        };
    }

    private Meaning OfMatrixExpression(Expression expression) =>
        MatrixAlgebra.Reduce(expression, budget) switch
        {
            Expression.Matrix matrix => OfMatrix(matrix),
            { } scalar when !ExpressionRewriter.Contains(scalar, part => part is Expression.Matrix) => Build(scalar),
            _ => throw new UnreadableAnswerException(),
        };

    // A capitalised word or a letter; a list of such names has no order.
    private static bool IsName(Expression.Words words) =>
        char.IsUpper(words.Text.TrimStart()[0]) && !words.Text.Trim().Contains(' ', StringComparison.Ordinal);

    [GeneratedRegex(@"^\s*(?<name>[A-Z][A-Za-z]+)(?:\s*,\s*(?<name>[A-Z][A-Za-z]+))*\s*,?\s+and\s+(?<name>[A-Z][A-Za-z]+)\s*$")]
    private static partial Regex ListOfNames();

    // "Option B" names the letter.
    [GeneratedRegex(@"^\s*(?:option|choice|answer)\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Option();
}
