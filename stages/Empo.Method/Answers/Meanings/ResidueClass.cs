using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Numerics;

namespace Empo.Method.Answers.Meanings;

/// <summary>Residue classes and the families that run through them: 2 modulo 5 and 5k + 2.</summary>
/// <param name="Remainder">From 0 to below the modulus.</param>
/// <param name="Modulus">Above 1.</param>
internal sealed record ResidueClass(Rational Remainder, Rational Modulus)
{
    /// <summary>Whether one meaning is a residue class and the other the family of its members.</summary>
    public static bool AreOne(Meaning residue, Meaning family) =>
        residue.Residue is { } first && family.Family is { } second && first == second;

    /// <summary>
    /// The class of the integers that a linear expression with integer coefficients in a parameter (k, m, n, t) takes, or null.
    /// </summary>
    public static ResidueClass? OfFamily(Expression expression, WorkBudget budget)
    {
        if (
            LinearEquation.Line(expression, budget)
            is not {
                Symbol: "k" or "m" or "n" or "t",
                Slope.Exact: { IsInteger: true } slope,
                Constant.Exact: { IsInteger: true } constant
            }
        )
        {
            return null;
        }

        Rational modulus = slope.Abs();
        return (modulus - Rational.One).Sign > 0 ? Of(constant, modulus) : null;
    }

    /// <summary>The class of a number.</summary>
    public static ResidueClass Of(Rational number, Rational modulus) =>
        new(number - (modulus * new Rational((number / modulus).Floor())), modulus);
}
