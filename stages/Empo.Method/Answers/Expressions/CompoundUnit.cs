using System.Globalization;

namespace Empo.Method.Answers;

/// <summary>
/// Products and quotients of units, <c>kg·m/s^2</c>: the factor to base units, and the powers of the dimensions in one order. Speeds are lengths
/// through times and volumes cubes of lengths, whatever their own names.
/// </summary>
internal static class CompoundUnit
{
    private static readonly char[] Signs = ['/', '·'];

    /// <summary>The unit that a name with signs and exponents stands for, or null where a part of it is unknown.</summary>
    public static Unit? Of(string name)
    {
        Rational factor = Rational.One;
        SortedDictionary<string, int> powers = new(StringComparer.Ordinal);
        int start = 0;
        bool isBelow = false;
        while (start <= name.Length)
        {
            int end = name.IndexOfAny(Signs, start) is var sign and >= 0 ? sign : name.Length;
            string[] part = name[start..end].Split('^');
            if (UnitTable.Find(part[0]) is not { } unit)
            {
                return null;
            }

            int exponent = (part.Length > 1 ? part[1][0] - '0' : 1) * (isBelow ? -1 : 1);
            factor *= unit.Factor.Power(exponent);
            Add(powers, unit.Dimension, exponent, ref factor);
            isBelow = end < name.Length && (name[end] == '/' || isBelow);
            start = end + 1;
        }

        return new Unit(string.Join('·', powers.Where(power => power.Value != 0).Select(power => power.Key + "^" + power.Value.ToString(CultureInfo.InvariantCulture))), factor);
    }

    private static void Add(SortedDictionary<string, int> powers, string dimension, int exponent, ref Rational factor)
    {
        switch (dimension)
        {
            case "speed":
                Add(powers, "length", exponent, ref factor);
                Add(powers, "time", -exponent, ref factor);
                break;
            case "volume":
                // The base unit is the litre.
                factor *= new Rational(1, 1000).Power(exponent);
                Add(powers, "length", 3 * exponent, ref factor);
                break;
            default:
                powers[dimension] = powers.GetValueOrDefault(dimension) + exponent;
                break;
        }
    }
}
