using System.Text.RegularExpressions;
using CsCheck;
using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Meanings;
using Empo.Method.Answers.Numerics;
using Empo.Method.Answers.Reading;

namespace Empo.UnitTests.Method.Answers;

public sealed partial class ExpressionPropertyTests
{
    private const int Cases = 3_000;

    [Fact]
    public void Printing_then_parsing_is_the_identity() =>
        ExpressionGenerator.Answer.Sample(
            expression =>
            {
                string printed = ExpressionPrinter.Print(expression);

                Expression parsed = AnswerParser.Parse(printed, new WorkBudget(100_000, default));

                Assert.Equal(printed, ExpressionPrinter.Print(parsed));
                Assert.Equal(FormOf(expression), FormOf(parsed));
            },
            iter: Cases);

    [Fact]
    public void Order_of_terms_and_factors_does_not_change_the_form() =>
        Gen.Select(Moderate, Moderate, Moderate).Sample(
            (a, b, c) =>
            {
                Assert.Equal(FormOf(new Expression.Sum([a, b, c])), FormOf(new Expression.Sum([c, a, b])));
                Assert.Equal(FormOf(new Expression.Product([a, b, c])), FormOf(new Expression.Product([c, a, b])));
            },
            iter: Cases);

    [Fact]
    public void Multiplying_out_does_not_change_the_form() =>
        Gen.Select(Moderate, Moderate, Moderate).Sample(
            (a, b, c) => Assert.Equal(
                FormOf(new Expression.Product([a, new Expression.Sum([b, c])])),
                FormOf(new Expression.Sum([new Expression.Product([a, b]), new Expression.Product([a, c])]))),
            iter: Cases);

    [Fact]
    public void Twice_the_half_is_the_whole() =>
        ExpressionGenerator.Scalar.Where(a => FormOf(a) is not { } form || !EndOfTheRange().IsMatch(form)).Sample(
            a => Assert.Equal(FormOf(a), FormOf(new Expression.Quotient(new Expression.Sum([a, a]), new Expression.Number(2, false)))),
            iter: Cases);

    [Fact]
    public void One_more_is_something_else() =>
        ExpressionGenerator.Scalar.Where(a => FormOf(a) is { } form && !LargeExponent().IsMatch(form)).Sample(
            a => Assert.NotEqual(FormOf(a), FormOf(new Expression.Sum([a, new Expression.Number(1, false)]))),
            iter: 500);

    [Fact]
    public void Order_and_repetition_do_not_matter_in_a_set_and_order_matters_in_a_tuple() =>
        Gen.Select(ExpressionGenerator.Scalar, ExpressionGenerator.Scalar)
            .Where((a, b) => FormOf(a) is { } first && FormOf(b) is { } second && first != second)
            .Sample(
                (a, b) =>
                {
                    Assert.Equal(FormOf(new Expression.Listing([a, b], true)), FormOf(new Expression.Listing([b, a, b], true)));
                    Assert.NotEqual(FormOf(new Expression.Bracketed('(', [a, b], ')')), FormOf(new Expression.Bracketed('(', [b, a], ')')));
                    Assert.NotEqual(FormOf(new Expression.Bracketed('(', [a, b], ')')), FormOf(new Expression.Bracketed('(', [a, b], ']')));
                },
                iter: 500
            );

    // Twice 10^308 is more than a value can be.
    [GeneratedRegex(@"e-?30\d")]
    private static partial Regex EndOfTheRange();

    // Forms show 15 digits, so 1 more than 10^15 looks the same.
    [GeneratedRegex(@"e\d\d")]
    private static partial Regex LargeExponent();

    // Values are computed with 31 digits: where terms of 10^30 cancel, or a partial product falls under 1e-292, fewer than the 15 that a
    // form shows are left, and the order decides which. The known differences say so.
    private static Gen<Expression> Moderate { get; } =
        ExpressionGenerator.Scalar.Where(a => FormOf(a) is not { } form || !VeryLargeOrSmall().IsMatch(form));

    [GeneratedRegex(@"e-?\d\d")]
    private static partial Regex VeryLargeOrSmall();

    // Null where the expression is undefined (a division by zero, a logarithm of zero).
    private static string? FormOf(Expression expression)
    {
        try
        {
            return new MeaningBuilder(new WorkBudget(200_000, default)).Build(expression).Form;
        }
        catch (Exception exception) when (exception is UnreadableAnswerException or OverBudgetException)
        {
            return null;
        }
    }
}
