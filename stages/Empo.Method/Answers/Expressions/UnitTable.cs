using System.Numerics;

namespace Empo.Method.Answers;

/// <summary>
/// Unit names, whole words and usual symbols. A symbol counts only where the answer sets it as text (<c>\text{ m}</c>,
/// <c>\mathrm{m}</c>); a bare letter is a variable, so that <c>2m</c> stays two m.
/// </summary>
internal static class UnitTable
{
    private static readonly Dictionary<string, Unit> Names = Build();

    // Words that follow a number without saying what it measures: dropped, and never a contradiction.
    private static readonly HashSet<string> Counts = new(StringComparer.Ordinal)
    {
        "unit", "units", "squareunits", "cubicunits", "squnits", "dollar", "dollars", "cent", "cents", "euro", "euros", "pound", "pounds", "usd", "rupees",
        "degree", "degrees", "deg", "people", "ways", "times", "students", "apples", "points", "percentagepoints", "solutions", "coins", "books", "cards",
        "rad", "radian", "radians", "mod", "ruble", "rubles", "yuan", "mpg", "won", "yen", "pesos", "francs",
    };

    /// <summary>The unit that a word names, or null; spaces are ignored.</summary>
    public static Unit? Find(string word) => Names.GetValueOrDefault(word.Replace(" ", "", StringComparison.Ordinal));

    /// <summary>Whether a word after a number may be dropped.</summary>
    public static bool IsCount(string word) => Counts.Contains(word.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant());

    private static Dictionary<string, Unit> Build()
    {
        Dictionary<string, Unit> units = new(StringComparer.Ordinal);
        Add(units, "length", (1, "m meter meters metre metres"), (new Rational(1, 100), "cm centimeter centimeters centimetre centimetres"),
            (new Rational(1, 1000), "mm millimeter millimeters millimetres"), (1000, "km kilometer kilometers kilometres"),
            (new Rational(254, 10000), "in inch inches"), (new Rational(3048, 10000), "ft foot feet"), (new Rational(9144, 10000), "yd yard yards"),
            (new Rational(1609344, 1000), "mi mile miles"), (Micro(3), "nm nanometers"), (Micro(2), "um"));
        Add(units, "time", (1, "s sec secs second seconds"), (60, "min mins minute minutes"), (3600, "h hr hrs hour hours"), (86400, "day days"),
            (604800, "week weeks"), (new Rational(1, 1000), "ms"), (31557600, "yr year years"));
        Add(units, "mass", (1, "g gram grams"), (1000, "kg kilogram kilograms"), (new Rational(1, 1000), "mg milligrams"), (1000000, "ton tons tonnes"),
            (new Rational(45359237, 100000), "lb lbs"));
        Add(units, "volume", (1, "L l liter liters litre litres"), (new Rational(1, 1000), "mL ml milliliters"), (new Rational(378541, 100000), "gallon gallons"));
        Add(units, "speed", (1, "mps"), (new Rational(1000, 3600), "kmph kph"), (new Rational(1609344, 3600000), "mph"));
        Add(units, "energy", (1, "J joule joules"), (1000, "kJ"), (new Rational(4184, 1000), "cal"), (new Rational(1, 10_000_000), "erg ergs"));
        Add(units, "charge", (1, "C coulomb coulombs"));
        Add(units, "force", (1, "N newton newtons"), (new Rational(1, 100_000), "dyn dyne dynes"));
        Add(units, "current", (1, "A amp amps ampere amperes"));
        Add(units, "concentration", (1, "M"));
        Add(units, "field", (1, "T tesla"));
        Add(units, "capacitance", (1, "F farad farads"));
        Add(units, "resistance", (1, "ohm ohms"));
        Add(units, "power", (1, "W watt watts"), (1000, "kW"));
        Add(units, "voltage", (1, "V volt volts"));
        Add(units, "temperature", (1, "K kelvin"));
        Add(units, "Celsius", (1, "degC"));
        Add(units, "Fahrenheit", (1, "degF"));
        Add(units, "frequency", (1, "Hz hertz"), (1000, "kHz"), (1000000, "MHz"), (1000000000, "GHz"));
        Add(units, "atomic energy", (1, "eV"), (1000, "keV"), (1000000, "MeV"), (1000000000, "GeV"));
        Add(units, "pressure", (1, "Pa"), (1000, "kPa"), (101325, "atm"));
        Add(units, "substance", (1, "mol mole moles"));
        return units;
    }

    private static Rational Micro(int thousands) => new Rational(1, BigInteger.Pow(1000, thousands));

    private static void Add(Dictionary<string, Unit> units, string dimension, params ReadOnlySpan<(Rational Factor, string Words)> entries)
    {
        foreach ((Rational factor, string words) in entries)
        {
            foreach (string word in words.Split(' '))
            {
                units[word] = new Unit(dimension, factor);
            }
        }
    }
}
