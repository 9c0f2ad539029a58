using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Numerics;
using Empo.Method.Answers.Reading;

namespace Empo.Method.Answers.Meanings;

/// <summary>
/// Equations, assignments, memberships and inequalities. <c>x = 5</c> means 5 with the name x; a linear equation or inequality in one
/// variable is solved; any other equation is compared up to a constant factor.
/// </summary>
internal sealed class RelationMeaning(MeaningBuilder builder, WorkBudget budget)
{
    /// <summary>The meaning of a relation.</summary>
    public Meaning Of(Expression.Relation relation)
    {
        if (OrderedStatement.Is(relation))
        {
            return OrderedStatement.Of(relation, builder);
        }

        // 1/3 ≈ 0.33 means 1/3: approximations at the end are comments.
        int approximation = relation.Operators.ToList().IndexOf("~");
        if (approximation >= 0)
        {
            return approximation == 0
                ? IsName(relation.Sides[0]) ? OfEquation(relation.Sides[0], relation.Sides[1]) : builder.Build(relation.Sides[0])
                : Of(new Expression.Relation([.. relation.Sides.Take(approximation + 1)], [.. relation.Operators.Take(approximation)]));
        }

        if (relation.Operators is ["≡"] && ExpressionRewriter.Contains(relation, part => part is Expression.Call { Function: "pmod" }))
        {
            // x ≡ 3 (mod 5) means the residue class, as x = 5 means 5.
            Meaning residue = builder.Build(relation.Sides[1]);
            return IsName(relation.Sides[0])
                ? residue with
                {
                    Name = NameOf(relation.Sides[0]),
                }
                : new Meaning { Form = $"{builder.Build(relation.Sides[0]).Form} ≡ {residue.Form}" };
        }

        if (relation.Operators.All(name => name is "=" or "≡"))
        {
            return OfChain(relation.Sides);
        }

        // x ∈ S means S; 8k + 1 ∈ S says more than S does.
        if (relation.Operators is [.., "in"] && relation.Operators.SkipLast(1).All(name => name == "="))
        {
            return relation.Sides.SkipLast(1).All(IsName)
                ? builder.Build(relation.Sides[^1]) with
                {
                    Name = NameOf(relation.Sides[0]),
                }
                : throw new UnreadableAnswerException();
        }

        if (relation.Operators is ["=", ..] && IsName(relation.Sides[0]) && relation.Operators.Skip(1).All(name => name is not "="))
        {
            return Of(new Expression.Relation([.. relation.Sides.Skip(1)], [.. relation.Operators.Skip(1)]));
        }

        return relation.Operators is ["!="] ? OfDisequation(relation) : new InequalityMeaning(builder, budget).Of(relation);
    }

    // a = b = c: the last side is the value of the first that is a name. With two names (x = k = 3) it is unknown whose value is asked for.
    private Meaning OfChain(IReadOnlyList<Expression> sides)
    {
        Expression[] names = [.. sides.SkipLast(1).Where(IsName)];
        Meaning meaning = OfEquation(IsName(sides[0]) ? sides[0] : names.FirstOrDefault() ?? sides[0], sides[^1]);
        return names.Length > 1 ? meaning with { Name = null } : meaning;
    }

    private Meaning OfEquation(Expression left, Expression right)
    {
        // 10 - 2 = 8 means 8; P^50 = a matrix means the matrix.
        bool isResult = IsConstant(left) && IsConstant(right);
        bool isOfCollection = right is Expression.Matrix or Expression.Bracketed or Expression.Listing && IsScalar(left);
        bool isAssignment = IsName(left) || isResult || isOfCollection;
        if (!isAssignment && IsName(right))
        {
            (left, right) = (right, left);
            isAssignment = true;
        }
        else if (isAssignment && IsName(right) && left is not Expression.Application && right is Expression.Application)
        {
            (left, right) = (right, left);
        }

        string? equation = EquationForm(left, right);
        if (!isAssignment && (IsStatement(left, right) || IsStatement(right, left)))
        {
            Meaning total = builder.Build(IsStatement(left, right) ? right : left);
            return total with
            {
                Name = NameOf(IsStatement(left, right) ? left : right),
                OtherForms = [.. total.OtherForms, .. new[] { equation }.OfType<string>()],
            };
        }

        if (isAssignment)
        {
            Meaning value = builder.Build(right);
            IEnumerable<string> others = new[] { equation, FunctionForm(left, right) }.OfType<string>();
            return value with { Name = isResult ? null : NameOf(left), OtherForms = [.. value.OtherForms, .. others] };
        }

        return LinearEquation.Solve(left, right, budget) is { } solution
            ? ScalarMeaning.OfValue(solution.Value) with { Name = solution.Symbol, OtherForms = [.. new[] { equation }.OfType<string>()] }
            : new Meaning { Form = equation ?? throw new UnreadableAnswerException() };
    }

    // a + b + c = 12, sin A = 1/2: the quantity asked for is on the left, as in an assignment, and only the value matters. An
    // equation in one variable that can be solved says more.
    private bool IsStatement(Expression named, Expression value) =>
        IsNameOfQuantity(named)
        && IsScalar(value)
        && !ExpressionRewriter.Contains(value, part => part is Expression.Symbol or Expression.Application or Expression.Words)
        && LinearEquation.Solve(named, value, budget) is null;

    private static bool IsNameOfQuantity(Expression expression) =>
        expression switch
        {
            Expression.Sum sum => sum.Terms.All(IsNameOfQuantity),
            Expression.Negative negative => IsNameOfQuantity(negative.Operand),
            Expression.Product product => product.Factors.All(IsNameOfQuantity),
            Expression.Quotient quotient => IsNameOfQuantity(quotient.Numerator) && IsNameOfQuantity(quotient.Denominator),
            Expression.Call
            {
                Function: "sin"
                    or "cos"
                    or "tan"
                    or "cot"
                    or "sec"
                    or "csc"
                    or "floor"
                    or "ceil"
                    or "max"
                    or "min"
                    or "gcd"
                    or "lcm"
                    or "re"
                    or "im"
                    or "arg"
            } call => call.Arguments.All(IsNameOfQuantity),
            // P(X > 2), read as a product.
            Expression.Relation => true,
            _ => IsName(expression),
        };

    // Values of left - right at the sample points, divided by the first: the same for every multiple of the equation.
    private string? EquationForm(Expression left, Expression right)
    {
        if (!IsScalar(left) || !IsScalar(right) || HasUnits(left) || HasUnits(right))
        {
            return null;
        }

        Expression difference = new Expression.Sum([left, new Expression.Negative(right)]);
        Scalar[] values = [.. SamplePoint.All.Select(point => new ExpressionEvaluator(point, budget).Evaluate(difference))];
        return values[0].IsZero || values.Any(value => !value.IsDefined)
            ? null
            : "0 = " + string.Join(";", values.Select(value => (value / values[0]).ToDigits()));
    }

    // f(n) = 2n and f(x) = 2x are the same function: the form without the argument's name.
    private string? FunctionForm(Expression left, Expression right) =>
        left is Expression.Application { Arguments: [Expression.Symbol argument] } application && IsScalar(right)
            ? $"{ExpressionPrinter.Print(application.Function)}: "
                + ScalarMeaning.Of(ExpressionRewriter.Map(right, part => part == argument ? new Expression.Symbol("·") : null), budget).Form
            : null;

    private Meaning OfDisequation(Expression.Relation relation)
    {
        Meaning equation = OfEquation(relation.Sides[0], relation.Sides[1]);
        if (equation is { Name: not null, Collection: null or "set" } && RealSet.Of(equation) is { } excluded)
        {
            return excluded.Complement().ToMeaning() with { Name = equation.Name };
        }

        return equation with
        {
            Form = "≠ " + equation.Form,
            OtherForms = [.. equation.OtherForms.Select(form => "≠ " + form)],
            Value = null,
        };
    }

    /// <summary>
    /// Whether an expression can be the name of a value: letters and their products, quotients and brackets, no numbers or sums.
    /// </summary>
    public static bool IsName(Expression expression) => expression switch
    {
        Expression.Symbol or Expression.Words or Expression.Application => true,
        Expression.Constant constant => constant.Kind is not (ConstantKind.Pi or ConstantKind.Infinity),
        Expression.Product product => product.Factors.All(IsName),
        Expression.Quotient quotient => IsName(quotient.Numerator) && IsName(quotient.Denominator),
        Expression.Call { Function: "abs" } call => call.Arguments.All(IsName),
        Expression.Bracketed bracketed => bracketed.Items.All(IsName),
        Expression.Ratio ratio => ratio.Parts.All(IsName),
        _ => false,
    };

    private static string NameOf(Expression name) => name switch
    {
        Expression.Bracketed bracketed => $"({string.Join(",", bracketed.Items.Select(NameOf))})",
        Expression.Application { Arguments: [Expression.Symbol] } application => ExpressionPrinter.Print(application.Function),
        _ => ExpressionPrinter.Print(name),
    };

    // A length is not a number, and a numeral with a base has two readings.
    private static bool HasUnits(Expression expression) =>
        ExpressionRewriter.Contains(expression, part =>
            part is Expression.Quantity or Expression.MixedQuantity or Expression.Call { Function: "base" }
        );

    private static bool IsConstant(Expression expression) =>
        !ExpressionRewriter.Contains(expression, part =>
            part is Expression.Symbol or Expression.Application or Expression.Words or Expression.Constant
        );

    private static bool IsScalar(Expression expression) =>
        !ExpressionRewriter.Contains(expression, part =>
            part
                is Expression.Bracketed
                    or Expression.Listing
                    or Expression.Matrix
                    or Expression.PlusMinus
                    or Expression.SetOperation
                    or Expression.Ratio
                    or Expression.Constant { Kind: ConstantKind.Infinity }
        );
}
