using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Reading;

/// <summary>
/// Finds units after values and marks them for the tokenizer. A unit is read completely or not at all: the value must end after it. In
/// plain letters, a unit must be distinguishable from a product of variables: <c>5 km</c> and <c>5 m/s</c> are quantities, <c>5 m</c> may
/// be one, <c>5mg</c> is not.
/// </summary>
internal static partial class UnitMarker
{
    /// <summary>Opens a marked unit.</summary>
    public const char Open = '\u0002';

    /// <summary>Closes a marked unit.</summary>
    public const char Close = '\u0003';

    // Of single letters, only these are so common as units that, after a number, they are never quotients and products of variables.
    private static readonly FrozenSet<string> CommonCompounds = new[]
    {
        "m·s^-1", "m·s^-2", "N·m", "N·m^-1", "N·m^-2", "N·C^-1", "N·s", "V·m^-1", "J·s", "J·s^-1", "J·K^-1", "J·C^-1", "g·L^-1", "C·s^-1",
        "W·m^-2", "W·K^-1", "A·m^-1", "A·m^-2", "T·m", "W·h", "A·h", "V·s", "m^-1", "s^-1", "L·s^-1", "m^3", "m^2", "m^2·s^-1", "m^3·s^-1",
        "N·A^-1", "T·m^2", "Ω·m", "S·m^-1", "F·m^-1", "H·m^-1", "g·s^-1", "N·A^-2", "K^-1", "t·h^-1", "C·m^-2", "C·m^-3", "C·m", "K·m^-1",
        "K·W^-1", "J·m^-3", "J·m^-2", "V·A", "T·s^-1", "J·T^-1", "g·h^-1", "L·h^-1",
    }.ToFrozenSet(StringComparer.Ordinal);

    // Symbols of two or more letters that are unlikely to be a product of variables.
    private static readonly FrozenSet<string> PlainSymbols = (
        "cm mm km dm kg mL ml dL kJ MJ GJ kW MW GW kWh Wh mAh Ah kV MV GV kN MN kPa MPa GPa hPa Hz kHz MHz GHz THz min hr lb "
        + "oz ft in yd mi mph kph rpm rev ppm ppb ppt atm mol mmol kmol kcal cal keV MeV GeV TeV meV bar mbar psi Torr mmHg µm "
        + "µs µC µF µg µL µA µV µH µT µN µJ µW µM µΩ kΩ MΩ mΩ "
        + "kT_ kA hp BTU lbf Mpc kpc pc ly au nmi gal qt degC degF deg kat Bq Gy Sv mSv Wb lm lx cd sr rad mrad dB bit kB MB "
        + "GB TB kbps Mbps Gbps USD EUR GBP CNY JPY INR nC nF pF nH mF µrad kHz nA nT nJ mJ sec yr wk acre rem Ci mol dyn erg "
        + "Da amu kDa px dpi VA kVA kgf slug tsp tbsp cup floz cc Ω Å Np VAr fF mmol arcsec arcmin lbs kgs Nm kNm mPa amu MWh "
        + "mCi hr Ws"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    // Names of three letters whose symbol is one letter.
    private static readonly FrozenSet<string> ShortNames = new[]
    {
        "hr", "hrs", "sec", "secs", "mins", "day", "amp", "amps", "amu", "ohm", "lbs", "mo", "wks", "yrs",
    }.ToFrozenSet(StringComparer.Ordinal);

    // m·g, m·s, e·V … occur as products in answers, so as units they need a space before them.
    private static readonly FrozenSet<string> LikeProducts =
        (
            "mg ms nm eV mV mA mT mC mH Pa pm fm pA ha ps ns us mW mN mK gr PA kC dg cg hL cL kL MW mM nM pM fs ks Mg Gg mF kt Mt TW "
            + "PJ EJ GT mGy kBq MBq daN kS mS nS MHz klx mlm mcd mWb cN cPa dPa THz PHz aJ fJ pJ nJ kH kF MPa Gpc Myr Gyr kyr uC uF um"
        )
            .Split(' ')
            .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The text with its units marked.</summary>
    /// <param name="text">A cleaned answer.</param>
    /// <param name="acceptsLetters">Whether a single plain letter after a number may be a unit, which holds where the label is a bare
    /// number.</param>
    public static string Mark(string text, bool acceptsLetters)
    {
        if (!text.AsSpan().ContainsAnyExcept("0123456789.,-+*/^{}()[]|=<> "))
        {
            return text;
        }

        StringBuilder? marked = null;
        int copied = 0;
        for (int place = 1; place < text.Length; place++)
        {
            if (
                !MayStart(text, place)
                || EndOfValue(text, place) is not (> 0 and var end)
                || !IsStart(text, place)
                || UnitReader.Read(text, place) is not { } unit
                || !IsEndOfValue(text, unit.End)
                || !IsAccepted(text, place, unit, text[end - 1], acceptsLetters)
            )
            {
                continue;
            }

            marked ??= new StringBuilder(text.Length + 16);
            marked.Append(text, copied, Math.Max(0, end - copied)).Append(Open).Append(unit.Name).Append(Close);
            copied = unit.End;
            place = unit.End - 1;
        }

        return marked is null ? text : marked.Append(text, copied, text.Length - copied).ToString();
    }

    private static bool MayStart(string text, int place) => text[place] switch
    {
        '\\' => true,
        '^' => text.AsSpan(place).StartsWith(@"^{\circ}") || text.AsSpan(place).StartsWith(@"^\circ"),
        '/' => place + 1 < text.Length && (text[place + 1] is '\\' || IsLetterAt(text, place + 2)),
        '(' => false,
        var character => char.IsLetter(character) && !IsLetterAt(text, place - 1) && text[place - 1] != '\\',
    };

    private static bool IsStart(string text, int place) =>
        text[place] != '\\' || UnitStart().IsMatch(text.AsSpan(place, Math.Min(24, text.Length - place)));

    // The end of the value before a position, skipping spaces and layout; 0 where there is no value.
    private static int EndOfValue(string text, int place)
    {
        int end = place;
        for (bool moved = true; moved && end > 0;)
        {
            moved = true;
            ReadOnlySpan<char> before = text.AsSpan(0, end);
            if (
                before.EndsWith(@"\,")
                || before.EndsWith(@"\;")
                || before.EndsWith(@"\:")
                || before.EndsWith(@"\!")
                || before.EndsWith(@"\ ")
                || before.EndsWith("{}")
            )
            {
                end -= 2;
            }
            else if (before[^1] is ' ' or '~')
            {
                end--;
            }
            else if (before.EndsWith("{ }") || before.EndsWith("{~}"))
            {
                end -= before.EndsWith(@"\text{ }") || before.EndsWith(@"\text{~}") ? 8 : 3;
            }
            else
            {
                moved = false;
            }
        }

        if (end == 0)
        {
            return 0;
        }

        char last = text[end - 1];
        return char.IsAsciiDigit(last) || last is '}' or ')' or ']' or '.' or Close || IsWordOfValue(text, end) ? end : 0;
    }

    // \pi, a letter before a unit in text (2x \text{ cm}), "million".
    private static bool IsWordOfValue(string text, int end)
    {
        int start = end;
        while (start > 0 && char.IsAsciiLetter(text[start - 1]))
        {
            start--;
        }

        string word = text[start..end];
        return word is "pi"
            || PlainWords.MagnitudeOf(word) > 0
            || (word.Length == 1 && (start == 0 || char.IsAsciiDigit(text[start - 1]) || text[start - 1] is ' ' or '}' or '^'));
    }

    private static bool IsEndOfValue(string text, int end)
    {
        int next = end;
        while (next < text.Length && text[next] is ' ' or '~')
        {
            next++;
        }

        return next == text.Length
            || text[next] is ',' or ';' or ')' or ']' or '}' or '=' or '<' or '>' or ':' or '|' or '&' or '+' or '-' or '(' or '!' or '*'
            || char.IsAsciiDigit(text[next])
            || Boundary().IsMatch(text.AsSpan(next, Math.Min(40, text.Length - next)));
    }

    private static bool IsAccepted(string text, int place, UnitMatch unit, char value, bool acceptsLetters)
    {
        if (unit.Symbols is ["deg"] && text[place] is '^' or '\\')
        {
            // An angle is read with its powers, because it may be the argument of a sine.
            return false;
        }

        bool isNumber = char.IsAsciiDigit(value) || value is '.' or Close || value == '}' || value == ')' || value == ']';
        if (unit.IsDressed)
        {
            return isNumber || unit.Symbols.Count > 1 || unit.Symbols[0].Length > 1 || text[place] == '\\';
        }

        // 2\frac{m}{s} is a quotient of variables.
        if (text[place] == '\\' && !acceptsLetters)
        {
            return unit.Symbols.Any(symbol => symbol.Length > 1);
        }

        bool isSpaced = place > 0 && text[place - 1] is ' ' or '~' or ',' or '!' or ';';
        bool isPlainNumber = char.IsAsciiDigit(value) || value is '.' or Close;
        if (!isNumber && !isSpaced)
        {
            return false;
        }

        if (acceptsLetters)
        {
            return true;
        }

        if (
            unit.Symbols.Any(PlainSymbols.Contains)
            || CommonCompounds.Contains(unit.Name)
            || text[place..unit.End].Any(IsWordOrSign)
            || (isSpaced && ShortNames.Contains(text[place..unit.End]))
        )
        {
            return true;
        }

        return isSpaced && isPlainNumber && (unit.Symbols.Any(LikeProducts.Contains) || unit.Symbols.Count > 2);
    }

    // °C, Ω, 厘米 are not variables.
    private static bool IsWordOrSign(char character) => character > '\u2E80' || character is 'Ω' or 'Å';

    private static bool IsLetterAt(string text, int place) => place >= 0 && place < text.Length && char.IsLetter(text[place]);

    [GeneratedRegex(
        @"^\\(?:text|mathrm|textrm|mbox|textnormal|operatorname|rm|mathit|mathsf|textit|hbox|mu|micro|Omega|ohm|AA|angstrom|degree"
            + @"|circ|cdot|[dt]?frac\{)"
    )]
    private static partial Regex UnitStart();

    [GeneratedRegex(
        @"^(?:\\(?:text|mathrm|textrm|mbox)\{\s*)?,?\s*(?:and|or|if|for|when|where|with|to)(?![A-Za-z])|^(?:或|和|及|与|且|long|tall"
            + @"|wide|high|deep|old|away|apart|each|total|altogether|approximately)(?![A-Za-z])|^\\(?:cup|cap|le|leq|leqslant|ge|geq"
            + @"|geqslant|lt|gt|ne|neq|approx|times|pm|\\|\}|to|quad|right|lor|land|vee|wedge)(?![A-Za-z])|^\\[,;: ]"
    )]
    private static partial Regex Boundary();
}
