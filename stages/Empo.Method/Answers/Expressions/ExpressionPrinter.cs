using System.Numerics;
using Empo.Method.Answers.Numerics;

namespace Empo.Method.Answers.Expressions;

/// <summary>
/// Writes a tree as LaTeX that parses back to the same tree. Every operand that is not atomic is put in parentheses, so the notation needs
/// no precedence.
/// </summary>
internal static class ExpressionPrinter
{
    /// <summary>The text of a tree.</summary>
    public static string Print(Expression expression) =>
        expression switch
        {
            Expression.Number number => PrintNumber(number),
            Expression.Symbol symbol => symbol.Name,
            Expression.Constant constant => Print(constant.Kind),
            Expression.Sum sum => string.Join(" + ", sum.Terms.Select(Operand)),
            Expression.Product product => string.Join(@" \cdot ", product.Factors.Select(Operand)),
            Expression.Quotient quotient => $@"\frac{{{Print(quotient.Numerator)}}}{{{Print(quotient.Denominator)}}}",
            Expression.Negative negative => "-" + Operand(negative.Operand),
            Expression.Power power => $"{Operand(power.Base)}^{{{Print(power.Exponent)}}}",
            Expression.Call call => PrintCall(call),
            Expression.Application application => $"{Print(application.Function)}({PrintAll(application.Arguments)})",
            Expression.Series series =>
                $@"\{series.Kind}_{{{series.Index}={Print(series.From)}}}^{{{Print(series.To)}}} {Operand(series.Body)}",
            Expression.PlusMinus plusMinus => (plusMinus.Sign > 0 ? @"\pm " : @"\mp ") + Operand(plusMinus.Operand),
            _ => PrintStructure(expression),
        };

    private static string PrintStructure(Expression expression) =>
        expression switch
        {
            Expression.Listing { IsBraced: true } set => $@"\{{{PrintAll(set.Items)}\}}",
            Expression.Listing list => PrintAll(list.Items),
            Expression.Bracketed bracketed => $"{bracketed.Open}{PrintAll(bracketed.Items)}{bracketed.Close}",
            Expression.Matrix matrix =>
                $@"\begin{{pmatrix}}{string.Join(@"\\", matrix.Rows.Select(row => string.Join("&", row.Select(Print))))}\end{{pmatrix}}",
            Expression.Relation relation => Print(relation.Sides[0])
                + string.Concat(relation.Operators.Select((name, i) => $" {Spelling(name)} {Print(relation.Sides[i + 1])}")),
            Expression.Ratio ratio => string.Join(":", ratio.Parts.Select(Print)),
            Expression.SetOperation operation => $@"{Operand(operation.Left)} \{operation.Operator} {Operand(operation.Right)}",
            Expression.Words words => $@"\text{{{words.Text}}}",
            Expression.Quantity quantity => $@"{Operand(quantity.Amount)} \text{{ {quantity.Unit}}}",
            Expression.MixedQuantity mixed => string.Join(@"\,", mixed.Parts.Select(Print)),
            _ => throw new ArgumentOutOfRangeException(nameof(expression), expression, "Not an expression."),
        };

    private static string PrintAll(IEnumerable<Expression> items) => string.Join(", ", items.Select(Print));

    private static string Operand(Expression expression) =>
        expression is Expression.Number { Value: { IsInteger: true, Sign: >= 0 } } or Expression.Symbol or Expression.Constant
            or Expression.Bracketed { Items.Count: > 1 } or Expression.Listing { IsBraced: true } or Expression.Matrix
            ? Print(expression)
            : $"({Print(expression)})";

    private static string PrintNumber(Expression.Number number)
    {
        Rational value = number.Value;
        if (!number.IsDecimal)
        {
            return value.IsInteger ? value.ToString() : $@"\frac{{{value.Numerator}}}{{{value.Denominator}}}";
        }

        int scale = 0;
        Rational scaled = value;
        while (!scaled.IsInteger && scale < 2000)
        {
            scaled *= 10;
            scale++;
        }

        string digits = BigInteger
            .Abs(scaled.Numerator)
            .ToString(System.Globalization.CultureInfo.InvariantCulture)
            .PadLeft(scale + 1, '0');
        return $"{(value.Sign < 0 ? "-" : "")}{digits[..^scale]}.{(scale == 0 ? "0" : digits[^scale..])}";
    }

    private static string Print(ConstantKind kind) => kind switch
    {
        ConstantKind.Pi => @"\pi",
        ConstantKind.Euler => "e",
        ConstantKind.Imaginary => "i",
        _ => @"\infty",
    };

    private static string PrintCall(Expression.Call call) => call.Function switch
    {
        "sqrt" when call.Arguments.Count == 2 => $@"\sqrt[{Print(call.Arguments[0])}]{{{Print(call.Arguments[1])}}}",
        "sqrt" => $@"\sqrt{{{Print(call.Arguments[0])}}}",
        "abs" => $@"\left|{Print(call.Arguments[0])}\right|",
        "floor" => $@"\lfloor {Print(call.Arguments[0])}\rfloor",
        "ceil" => $@"\lceil {Print(call.Arguments[0])}\rceil",
        "factorial" => Operand(call.Arguments[0]) + "!",
        "degree" => Operand(call.Arguments[0]) + @"^{\circ}",
        "percent" => Operand(call.Arguments[0]) + @"\%",
        "binom" => $@"\binom{{{Print(call.Arguments[0])}}}{{{Print(call.Arguments[1])}}}",
        "pmod" => $@"{Operand(call.Arguments[0])} \pmod {{{Print(call.Arguments[1])}}}",
        "mod" => $@"{Operand(call.Arguments[0])} \mod {Operand(call.Arguments[1])}",
        "logbase" => $@"\log_{{{Print(call.Arguments[0])}}}({Print(call.Arguments[1])})",
        "base" => $"{Print(call.Arguments[0])}_{{{Print(call.Arguments[1])}}}",
        _ => $@"\operatorname{{{call.Function}}}({PrintAll(call.Arguments)})",
    };

    private static string Spelling(string name) => name switch
    {
        "<=" => @"\le",
        ">=" => @"\ge",
        "!=" => @"\ne",
        "in" => @"\in",
        "~" => @"\approx",
        "≡" => @"\equiv",
        _ => name,
    };
}
