using System.Collections.Frozen;
using System.Globalization;
using Empo.Method.Answers.Numerics;

namespace Empo.Method.Answers.Expressions;

/// <summary>
/// Units by symbol and by name. Base units are the SI base units, the radian, the bit and the currencies. Every other unit is defined by a
/// factor and units that come before it. Definitions: SI brochure (9th edition), NIST SP 811, CODATA 2022.
/// </summary>
internal static class UnitTable
{
    /// <summary>Factor of a prefix by its symbol.</summary>
    private static readonly FrozenDictionary<string, int> Prefixes = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["Q"] = 30,
        ["R"] = 27,
        ["Y"] = 24,
        ["Z"] = 21,
        ["E"] = 18,
        ["P"] = 15,
        ["T"] = 12,
        ["G"] = 9,
        ["M"] = 6,
        ["k"] = 3,
        ["h"] = 2,
        ["da"] = 1,
        ["d"] = -1,
        ["c"] = -2,
        ["m"] = -3,
        ["µ"] = -6,
        ["u"] = -6,
        ["n"] = -9,
        ["p"] = -12,
        ["f"] = -15,
        ["a"] = -18,
        ["z"] = -21,
        ["y"] = -24,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> PrefixWords = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["yotta"] = 24,
        ["zetta"] = 21,
        ["exa"] = 18,
        ["peta"] = 15,
        ["tera"] = 12,
        ["giga"] = 9,
        ["mega"] = 6,
        ["kilo"] = 3,
        ["hecto"] = 2,
        ["deca"] = 1,
        ["deka"] = 1,
        ["deci"] = -1,
        ["centi"] = -2,
        ["milli"] = -3,
        ["micro"] = -6,
        ["nano"] = -9,
        ["pico"] = -12,
        ["femto"] = -15,
        ["atto"] = -18,
        ["zepto"] = -21,
        ["yocto"] = -24,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Symbol; whether it takes prefixes; factor, a power of π if any, and units; names (plurals in s are generated).
    private static readonly string[] Definitions =
    [
        "m|p||meter metre", "g|p|1/1000 kg|gram gramme", "s|p||second sec", "A|p||ampere amp", "K|p||kelvin", "mol|p||mole",
        "cd|p||candela", "rad|p||radian", "bit|p||", "USD|||dollar", "EUR|||euro", "GBP|||", "CNY|||yuan renminbi rmb", "JPY|||yen",
        "CJY|||", "INR|||rupee Rs", "KRW|||won", "RUB|||ruble rouble", "CHF|||franc", "MXN|||peso",
        "¢||1/100 USD|cent",
        "kg||1 kg|kgs", "Nm|p|1 N m|", "Hz|p|1 s^-1|hertz", "N|p|1 kg m s^-2|newton", "Pa|p|1 N m^-2|pascal", "J|p|1 N m|joule",
        "W|p|1 J s^-1|watt", "C|p|1 A s|coulomb", "V|p|1 W A^-1|volt", "F|p|1 C V^-1|farad", "Ω|p|1 V A^-1|ohm", "S|p|1 A V^-1|siemens mho",
        "Wb|p|1 V s|weber", "T|p|1 Wb m^-2|tesla", "H|p|1 Wb A^-1|henry", "lm|p|1 cd sr|lumen", "lx|p|1 lm m^-2|lux",
        "Bq|p|1 s^-1|becquerel", "Gy|p|1 J kg^-1|", "Sv|p|1 J kg^-1|sievert", "kat|p|1 mol s^-1|katal", "sr|p|1 rad^2|steradian",
        "L|p|1/1000 m^3|liter litre", "l|p|1/1000 m^3|", "cc||1/1000000 m^3|", "t|p|1000 kg|tonne ton", "ha||10000 m^2|hectare",
        "are||100 m^2|", "eV|p|1602176634/10000000000000000000000000000 J|electronvolt",
        "Da|p|166053906892/100000000000000000000000000000000000000 kg|dalton", "u||1 Da|amu", "au||149597870700 m|AU",
        "ly|p|9460730472580800 m|lightyear", "pc|p|648000/1 π^-1 au|parsec", "Å||1/10000000000 m|angstrom Angstrom ångström",
        "µ||1/1000000 m|micron", "fermi||1/1000000000000000 m|", "bar|p|100000 Pa|", "atm||101325 Pa|atmosphere",
        "Torr|p|101325/760 Pa|torr", "mmHg||133322387415/1000000000 Pa|", "cmHg||133322387415/100000000 Pa|",
        "psi||6894757293168/1000000000 Pa|", "cal|p|4184/1000 J|calorie", "Cal||4184 J|", "erg||1/10000000 J|",
        "BTU||105505585262/100000000 J|Btu btu", "Wh|p|3600 J|watthour", "Ah|p|3600 C|", "hp||7456998715822702/10000000000000 W|horsepower",
        "dyn||1/100000 N|dyne", "lbf||44482216152605/10000000000000 N|", "kgf||980665/100000 N|", "kip||44482216152605/10000000000 N|",
        "G|p|1/10000 T|gauss", "Mx||1/100000000 Wb|maxwell", "P|p|1/10 Pa s|poise", "St|p|1/10000 m^2 s^-1|stokes",
        "Ci|p|37000000000 Bq|curie", "rem|p|1/100 Sv|", "R||258/1000000 C kg^-1|roentgen", "b|p|1/10000000000000000000000000000 m^2|barn",
        "D||333564/100000000000000000000000000000000000 C m|debye", "M|p|1000 mol m^-3|molar", "N_A|||", "osm|p||",
        "dpt||1 m^-1|diopter dioptre", "min||60 s|minute", "h||3600 s|hour hr", "d||86400 s|day", "wk||604800 s|week",
        "month||31557600/12 s|mo", "yr|p|31557600 s|year", "decade||315576000 s|", "century||3155760000 s|", "fortnight||1209600 s|",
        "in||254/10000 m|inch", "ft||3048/10000 m|foot feet", "yd||9144/10000 m|yard", "mi||1609344/1000 m|mile",
        "nmi||1852 m|nauticalmile", "furlong||201168/1000 m|", "league||4828032/1000 m|", "fathom||18288/10000 m|", "rod||50292/10000 m|",
        "mil||254/10000000 m|", "acre||40468564224/10000000 m^2|", "lb||45359237/100000000 kg|pound lbs",
        "oz||28349523125/1000000000000 kg|ounce", "stone||635029318/100000000 kg|", "slug||1459390294/100000000 kg|",
        "gr||6479891/100000000000 kg|", "ct||2/10000 kg|carat", "gal||3785411784/1000000000000 m^3|gallon",
        "qt||946352946/1000000000000 m^3|quart", "pt||473176473/1000000000000 m^3|pint", "cup||2365882365/10000000000000 m^3|",
        "floz||295735295625/10000000000000000 m^3|fluidounce", "tbsp||1478676478125/100000000000000000 m^3|tablespoon",
        "tsp||492892159375/100000000000000000 m^3|teaspoon", "bbl||158987294928/1000000000000 m^3|barrel", "mph||1609344/3600000 m s^-1|",
        "kph||1000/3600 m s^-1|kmph kmh", "mps||1 m s^-1|", "kn||1852/3600 m s^-1|knot kt", "mpg||1609344000/3785411784000 m^-2|",
        "deg||1/180 π rad|degree °", "arcmin||1/10800 π rad|arcminute", "arcsec||1/648000 π rad|arcsecond",
        "rev||2/1 π rad|revolution rotation", "rpm||2/60 π rad s^-1|", "grad||1/200 π rad|", "degC|||Celsius centigrade °C",
        "degF|||Fahrenheit °F", "B|p|8 bit|byte", "bps|p|1 bit s^-1|", "dB|||decibel", "Np|||neper", "ppm||1/1000000|",
        "ppb||1/1000000000|", "ppt||1/1000000000000|", "VA|p|1 W|", "var|p|1 W|", "gn||980665/100000 m s^-2|", "unit|||", "baud|p||",
        "cps|||", "bpm|||", "dpi|||", "px|||pixel", "beat|||", "decay|||", "photon|||", "electron|||", "molecule|||", "atom|||",
        "particle|||", "ion|||", "cycle|||",
    ];

    private static readonly FrozenDictionary<string, string> Chinese = Pairs(
        "米=m 公尺=m メートル=m 厘米=cm 公分=cm センチメートル=cm センチ=cm 毫米=mm ミリメートル=mm ミリ=mm 分米=dm 千米=km 公里=km キロメートル=km キロ=km 微米=µm 纳米=nm "
            + "海里=nmi 英寸=in 英尺=ft 英里=mi 光年=ly "
            + "千克=kg 公斤=kg キログラム=kg 克=g グラム=g 毫克=mg 吨=t トン=t 磅=lb 升=L 公升=L リットル=L 毫升=mL ミリリットル=mL 秒=s 分钟=min 小时=h 时=h 時間=h 天=d 日=d "
            + "日間=d 周=wk 星期=wk 週間=wk 个月=month 月=month ヶ月=month か月=month 年=yr 年間=yr "
            + "元=CNY 人民币=CNY 美元=USD ドル=USD 欧元=EUR 円=JPY 日元=JPY 度=deg 摄氏度=degC 弧度=rad 牛=N 牛顿=N 焦=J 焦耳=J 瓦=W 瓦特=W 千瓦=kW 千瓦时=kWh 伏=V "
            + "伏特=V 安=A 安培=A 欧=Ω 欧姆=Ω 库=C 库仑=C 帕=Pa 帕斯卡=Pa 千帕=kPa 赫兹=Hz 特斯拉=T 开=K 开尔文=K 摩尔=mol 公顷=ha"
    );

    private static readonly FrozenSet<string> Counts = (
        "unit units squareunits cubicunits squnits dollar dollars cent cents euro euros pound pounds usd rupees degree "
        + "degrees deg people ways times students apples points percentagepoints solutions coins books cards "
        + "rad radian radians mod ruble rubles yuan mpg won yen pesos francs"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (string Symbol, int Power)> Names = ReadNames();

    private static readonly FrozenDictionary<string, Unit> Units = ReadDefinitions();

    private static readonly FrozenSet<string> Prefixed = Definitions
        .Select(line => line.Split('|'))
        .Where(parts => parts[1] == "p")
        .Select(parts => parts[0])
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The unit of a symbol, with or without a prefix, or of a name; null for anything else.</summary>
    public static Unit? Find(string spelling) =>
        SymbolOf(spelling) is not { } symbol
            ? null
            : Units.GetValueOrDefault(symbol) ?? (PrefixOf(symbol) is { } split ? Scaled(Units[split.Symbol], split.Power) : null);

    /// <summary>Whether a word is a commonly counted thing; such a word after a number does not make it a sentence.</summary>
    public static bool IsCount(string word) => Counts.Contains(word.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant());

    /// <summary>
    /// The symbol for a spelling: itself where it is a symbol, <c>km</c> for <c>kilometers</c> and <c>千米</c>; null for anything else. Names
    /// may be capitalised, symbols may not.
    /// </summary>
    public static string? SymbolOf(string spelling)
    {
        if (Units.ContainsKey(spelling) || PrefixOf(spelling) is not null)
        {
            return spelling;
        }

        if (Chinese.TryGetValue(spelling, out string? translated))
        {
            return Units.ContainsKey(translated) || PrefixOf(translated) is not null ? translated : null;
        }

        return NameOf(spelling) ?? (spelling.Length >= 4 && spelling.All(char.IsLetter) ? NameOf(spelling.ToLowerInvariant()) : null);
    }

    private static string? NameOf(string name)
    {
        if (Names.TryGetValue(name, out (string Symbol, int Power) known))
        {
            return known.Symbol;
        }

        foreach ((string word, int power) in PrefixWords)
        {
            if (
                name.StartsWith(word, StringComparison.Ordinal)
                && Names.TryGetValue(name[word.Length..], out (string Symbol, int Power) unit)
                && Prefixed.Contains(unit.Symbol)
            )
            {
                return Prefixes.First(prefix => prefix.Value == power).Key + unit.Symbol;
            }
        }

        return null;
    }

    private static (string Symbol, int Power)? PrefixOf(string symbol)
    {
        for (int length = 1; length <= 2 && length < symbol.Length; length++)
        {
            if (Prefixes.TryGetValue(symbol[..length], out int power) && Prefixed.Contains(symbol[length..]))
            {
                return (symbol[length..], power);
            }
        }

        return null;
    }

    private static Unit Scaled(Unit unit, int power) => unit with { Factor = unit.Factor * ((Rational)10).Power(power) };

    private static FrozenDictionary<string, (string, int)> ReadNames()
    {
        Dictionary<string, (string, int)> names = new(StringComparer.Ordinal);
        foreach (string[] parts in Definitions.Select(line => line.Split('|')))
        {
            foreach (
                string name in parts[3]
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Append(parts[0].Length > 2 ? parts[0] : "")
                    .Where(name => name.Length > 0)
            )
            {
                names.TryAdd(name, (parts[0], 0));
                names.TryAdd(name + "s", (parts[0], 0));
                names.TryAdd(name + "es", (parts[0], 0));
                if (name.EndsWith('y'))
                {
                    names.TryAdd(name[..^1] + "ies", (parts[0], 0));
                }
            }
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static FrozenDictionary<string, Unit> ReadDefinitions()
    {
        Dictionary<string, Unit> units = new(StringComparer.Ordinal) { ["kg"] = new Unit(Rational.One, 0, "kg") };
        Queue<string> lines = new(Definitions);
        while (lines.TryDequeue(out string? line))
        {
            string[] parts = line.Split('|');
            if (parts[2].Length == 0)
            {
                units.TryAdd(parts[0], new Unit(Rational.One, 0, parts[0]));
            }
            else if (Defined(parts[2].Split(' '), units) is { } unit)
            {
                units.TryAdd(parts[0], unit);
            }
            else
            {
                lines.Enqueue(line);
            }
        }

        return units.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // "1/180 π rad": a factor, a power of π, units with exponents; null while one of them is not defined yet.
    private static Unit? Defined(string[] parts, Dictionary<string, Unit> units)
    {
        string[] fraction = parts[0].Split('/');
        Rational factor = new(Integer(fraction[0]), fraction.Length > 1 ? Integer(fraction[1]) : 1);
        CompoundUnit product = new();
        product.Multiply(new Unit(factor, 0, ""), 1);
        foreach (string[] part in parts.Skip(1).Select(part => part.Split('^')))
        {
            int exponent = part.Length > 1 ? int.Parse(part[1], CultureInfo.InvariantCulture) : 1;
            Unit? unit = part[0] == "π" ? new Unit(Rational.One, 1, "") : units.GetValueOrDefault(part[0]);
            if (unit is null)
            {
                return null;
            }

            product.Multiply(unit, exponent);
        }

        return product.ToUnit();
    }

    private static System.Numerics.BigInteger Integer(string digits) =>
        System.Numerics.BigInteger.Parse(digits, CultureInfo.InvariantCulture);

    private static FrozenDictionary<string, string> Pairs(string pairs) =>
        pairs.Split(' ').Select(pair => pair.Split('=')).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
