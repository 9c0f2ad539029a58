using System.Globalization;
using Empo.Method.Answers.Numerics;

namespace Empo.Method.Answers.Expressions;

/// <summary>
/// Accumulates a product of units with exponents: the factor to base units, and the powers of the base units in a fixed order.
/// </summary>
internal sealed class CompoundUnit
{
    private const int MaxExponent = 24;

    private readonly SortedDictionary<string, int> powers = new(StringComparer.Ordinal);
    private Rational factor = Rational.One;
    private int piPower;

    /// <summary>
    /// The unit that a canonical name stands for, symbols with exponents between dots: <c>kg·m·s^-2</c>. In a compound unit a degree
    /// Celsius is a kelvin, because there only temperature differences make sense. Null where a symbol is unknown.
    /// </summary>
    public static Unit? Of(string name)
    {
        CompoundUnit product = new();
        string[] parts = name.Split('·');
        foreach (string[] part in parts.Select(part => part.Split('^')))
        {
            int exponent = part.Length > 1 ? int.Parse(part[1], CultureInfo.InvariantCulture) : 1;
            bool isAlone = parts.Length == 1 && exponent == 1;
            Unit? unit = part[0] switch
            {
                "degC" when !isAlone => UnitTable.Find("K"),
                "degF" when !isAlone => new Unit(new Rational(5, 9), 0, "K"),
                var symbol => UnitTable.Find(symbol),
            };
            if (unit is null || Math.Abs(exponent) > MaxExponent)
            {
                return null;
            }

            product.Multiply(unit, exponent);
        }

        return product.ToUnit();
    }

    /// <summary>Multiplies by a power of a unit.</summary>
    public void Multiply(Unit unit, int exponent)
    {
        factor *= unit.Factor.Power(exponent);
        piPower += unit.PiPower * exponent;
        foreach (string[] part in unit.Dimension.Split('·', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('^')))
        {
            powers[part[0]] =
                powers.GetValueOrDefault(part[0]) + (exponent * (part.Length > 1 ? int.Parse(part[1], CultureInfo.InvariantCulture) : 1));
        }
    }

    /// <summary>The product so far.</summary>
    public Unit ToUnit() => new(factor, piPower, string.Join('·', powers.Where(power => power.Value != 0).Select(Printed)));

    private static string Printed(KeyValuePair<string, int> power) =>
        power.Value == 1 ? power.Key : string.Create(CultureInfo.InvariantCulture, $"{power.Key}^{power.Value}");
}
