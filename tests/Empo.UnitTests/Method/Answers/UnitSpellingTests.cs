using Empo.Method.Answers;
using Empo.Method.Answers.Meanings;

namespace Empo.UnitTests.Method.Answers;

/// <summary>
/// Spellings of units from the SI brochure and from physics practice in three dresses: plain, <c>\text</c>, <c>\mathrm</c>.
/// </summary>
public sealed class UnitSpellingTests
{
    private static readonly string[] Spellings =
    [
        .. (
            "km cm mm dm µm nm kg mg µg ms µs ns min kA mA µA mol mmol µmol kmol rad mrad sr Hz kHz MHz GHz THz "
            + "kN MN mN µN kPa MPa GPa hPa mPa kJ MJ GJ mJ kW MW GW mW kC mC µC nC kV MV mV µV pF nF µF mF kΩ MΩ mΩ "
            + "Ω mS µS Wb mWb mT µT nT mH µH nH lm lx Bq kBq MBq Gy mGy Sv mSv µSv kat"
        ).Split(
            ' '
        ),
        .. (
            "mL dL kL hL µL ha eV keV MeV GeV TeV meV Da kDa amu au ly pc kpc Mpc Å bar mbar atm Torr mmHg psi "
            + "cal kcal erg BTU kWh Wh MWh mAh Ah hp dyn lbf kgf mCi Ci rem hr sec yr wk in ft yd mi nmi lb oz gal "
            + "qt acre mph rpm rev ppm ppb dB kB MB GB bit USD EUR CNY"
        ).Split(
            ' '
        ),
        .. (
            "meter meters metre metres gram grams kilogram kilograms second seconds ampere amperes kelvin kelvins "
            + "mole moles candela radian radians hertz newton newtons pascal pascals joule joules watt watts "
            + "coulomb coulombs volt volts farad farads ohm ohms siemens weber tesla teslas henry henries lumen "
            + "lumens lux becquerel sievert katal"
        ).Split(
            ' '
        ),
        .. (
            "kilometer kilometers centimeters millimeters micrometers nanometers milligrams micrograms "
            + "milliseconds microseconds nanoseconds kilohertz megahertz gigahertz kilonewtons kilopascals "
            + "megapascals kilojoules megajoules kilowatts megawatts millivolts kilovolts milliamperes microfarads "
            + "picofarads nanofarads kilohms megaohms millihenries milliteslas liters litres milliliters "
            + "millilitres"
        )
            .Split(' ')
            .Where(word => word != "kilohms"),
        .. (
            "minutes hours days weeks months years decades centuries inches feet foot yards miles acres hectares "
            + "pounds ounces tons tonnes gallons quarts pints cups barns parsecs electronvolts calories "
            + "kilocalories dollars euros cents yen degrees revolutions bytes bits knots"
        ).Split(
            ' '
        ),
        "m/s", "km/h", "km/s", "cm/s", "mm/s", "m/s^2", "cm/s^2", "km/h^2", "m^2", "cm^2", "mm^2", "km^2", "m^3", "cm^3", "mm^3", "dm^3",
        "kg/m^3", "g/cm^3", "g/mL", "g/L", "mg/L", "µg/mL", "mg/m^3", "kg/m", "kg/m^2", "kg·m/s", "kg·m/s^2", "kg·m^2", "kg·m^2/s",
        "kg·m^2/s^2", "N·m", "kN·m", "N/m", "N/m^2", "N/cm", "N·s", "N/C", "N/A^2", "J/K", "J/mol", "kJ/mol", "kcal/mol", "J/(mol·K)",
        "J/(kg·K)", "J/kg", "kJ/kg", "kJ/(kg·K)", "J/s", "J·s", "J/m^3", "J/m^2", "J/C", "eV·s", "W/m^2", "W/(m·K)", "W/(m^2·K)", "kW/m^2",
        "W/kg", "V/m", "kV/m", "V·s", "C/m^2", "C/m^3", "C/kg", "C/mol", "A/m", "A/m^2", "A·h", "T·m", "T·m^2", "Ω·m", "Ω·cm", "S/m", "F/m",
        "H/m", "Wb/m^2", "mol/L", "mmol/L", "mol/m^3", "mol/kg", "g/mol", "kg/mol", "mol/s", "L/mol", "L/min", "L/s", "mL/min", "m^3/s",
        "m^2/s", "cm^3/s", "kg/s", "g/s", "rad/s", "rad/s^2", "rev/min", "deg/s", "Pa·s", "mPa·s", "Pa/m", "s^-1", "cm^-1", "m^-1", "nm^-1",
        "K^-1", "mol^-1", "m·s^-1", "m·s^-2", "kg·m^-3", "J·mol^-1", "J·mol^-1·K^-1", "W·m^-2", "W·m^-2·K^-4", "N·m^2/C^2", "N·m^2/kg^2",
        "m^3/(kg·s^2)", "L·atm/(mol·K)", "L·atm", "cd/m^2", "lm/W", "ft/s", "ft/s^2", "mi/h", "ft·lb", "lb/ft^3", "gal/min", "K/W", "°C",
        "°F", "°C/W", "J/(kg·°C)", "cal/g", "cal/(g·°C)", "kWh/day", "km/L", "mi/gal", "bit/s", "MB/s", "kg/h", "t/h", "m/min", "km/min",
        "beats/min", "USD/h", "meters per second", "miles per hour", "kilometers per hour", "meters per second squared", "square meters",
        "square centimeters", "cubic meters", "cubic centimeters", "square feet", "cubic feet", "kilograms per cubic meter",
        "grams per cubic centimeter", "newtons per meter", "joules per second", "joules per mole", "joules per kilogram",
        "revolutions per minute", "radians per second", "degrees Celsius", "degrees Fahrenheit", "light years", "electron volts",
        "newton meters", "newton-meters", "kilowatt-hours", "kilowatt hours", "pounds per square inch", "astronomical units",
        "nautical miles", "liters per minute", "dollars per hour", "feet per second",
    ];

    /// <summary>Of these spellings 97 in 100 must be read in each dress.</summary>
    private const double Share = 0.97;

    [Theory]
    [InlineData("5 {0}")]
    [InlineData(@"5 \text{{ {0}}}")]
    [InlineData(@"5\,\mathrm{{~{0}}}")]
    public void Units_are_read_in_every_dress(string dress)
    {
        string[] known = [.. Spellings.Distinct()];
        string[] missed = [.. known.Where(spelling => !IsRead(Dressed(dress, spelling)))];

        Assert.True(known.Length >= 300);
        Assert.True(missed.Length <= (1 - Share) * known.Length, $"{missed.Length} of {known.Length}: {string.Join("; ", missed)}");
    }

    [Fact]
    public void All_dresses_of_one_unit_mean_the_same()
    {
        CanonicalEquivalence equivalence = new();
        string[] split =
        [
            .. Spellings
                .Where(spelling => IsRead($"5 {spelling}"))
                .Where(spelling => !equivalence.AreEqual($"5 {spelling}", Dressed(@"5\,\mathrm{{~{0}}}", spelling))),
        ];

        Assert.Empty(split);
    }

    private static string Dressed(string dress, string spelling) =>
        string.Format(
            System.Globalization.CultureInfo.InvariantCulture,
            dress,
            dress.Contains("mathrm", StringComparison.Ordinal)
                ? spelling
                    .Replace("·", @"\cdot ", StringComparison.Ordinal)
                    .Replace("°", @"^\circ ", StringComparison.Ordinal)
                    .Replace(" ", "~", StringComparison.Ordinal)
                : spelling
        );

    // Read as a quantity of 5, which is not 5 of anything else.
    private static bool IsRead(string answer) => AnswerReader.Read(answer) is { Unit: not null, Form: "5" };
}
