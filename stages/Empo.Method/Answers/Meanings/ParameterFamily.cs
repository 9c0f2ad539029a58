using Empo.Method.Answers.Expressions;

namespace Empo.Method.Answers.Meanings;

/// <summary>
/// Values with a parameter that runs through a set of numbers: <c>kπ, k ∈ ℤ</c> means kπ for every integer k. The condition may be omitted;
/// where it is present, the name of the parameter does not matter.
/// </summary>
/// <param name="Values">The values without the condition.</param>
/// <param name="Parameter">Name of the parameter.</param>
/// <param name="Domain">The set it runs through.</param>
internal sealed record ParameterFamily(Expression Values, string Parameter, string Domain)
{
    private static readonly string[] Integers = ["is an integer", "is any integer", "an integer", "any integer", "integer"];

    /// <summary>The values with the parameter under a name that no answer uses.</summary>
    public Expression Nameless =>
        ExpressionRewriter.Map(Values, part =>
            part is Expression.Symbol symbol && symbol.Name == Parameter ? new Expression.Symbol("·") : null
        );

    /// <summary>The family that an answer states, or null.</summary>
    public static ParameterFamily? Of(Expression answer)
    {
        if (answer is Expression.Listing { IsBraced: false } list && list.Items.Count > 1 && Condition(list.Items[^1]) is { } last)
        {
            Expression values = list.Items.Count == 2 ? list.Items[0] : new Expression.Listing([.. list.Items.SkipLast(1)], false);
            return Within(values, last);
        }

        if (!ExpressionRewriter.Contains(answer, part => part is Expression.Product product && Condition(product.Factors[^1]) is not null))
        {
            return null;
        }

        (string Name, string Domain)? found = null;
        Expression rest = ExpressionRewriter.Map(answer, part =>
        {
            if (found is not null || part is not Expression.Product product || Condition(product.Factors[^1]) is not { } condition)
            {
                return null;
            }

            found = condition;
            return product.Factors.Count == 2 ? product.Factors[0] : new Expression.Product([.. product.Factors.SkipLast(1)]);
        });
        return found is { } behind ? Within(rest, behind) : null;
    }

    private static ParameterFamily? Within(Expression values, (string Name, string Domain) condition) =>
        ExpressionRewriter.Contains(values, part => part is Expression.Symbol symbol && symbol.Name == condition.Name)
            ? new ParameterFamily(values, condition.Name, condition.Domain)
            : null;

    private static (string Name, string Domain)? Condition(Expression expression) =>
        expression switch
        {
            Expression.Relation
            {
                Operators: ["in"],
                Sides: [
                    Expression.Symbol name,
                    Expression.Symbol { Name: @"\mathbb{Z}" or @"\mathbb{N}" or @"\mathbb{Q}" or @"\mathbb{R}" or "Z" or "N" } domain,
                ]
            } => (name.Name, domain.Name.Length == 1 ? $@"\mathbb{{{domain.Name}}}" : domain.Name),
            Expression.Product { Factors: [Expression.Symbol name, Expression.Words words] }
                when Integers.Contains(words.Text.Trim(' ', ',', '.')) => (name.Name, @"\mathbb{Z}"),
            _ => null,
        };
}
