using System.Globalization;

namespace Empo.Method.Answers;

/// <summary>
/// Reads a unit in any dress by recursive descent: <c>km/h</c>, <c>\text{ kg m/s}^2</c>, <c>\mathrm{~J}\mathrm{~mol}^{-1}</c>, <c>\frac{\mathrm{m}}{\mathrm{s}}</c>,
/// <c>meters per second squared</c>, <c>平方厘米</c>. What stands behind a slash or "per" is below it to the end, as physics writes J/mol·K.
/// </summary>
internal sealed class UnitReader
{
    private const int MostFactors = 12;

    private static readonly string[] Dresses = [@"\text{", @"\mathrm{", @"\textrm{", @"\mbox{", @"\textnormal{", @"\operatorname{", @"\rm{", @"\mathit{", @"\mathsf{", @"\textit{", @"\hbox{"];

    private static readonly string[] Spaces = [@"\,", @"\;", @"\:", @"\!", @"\ ", @"\quad", @"\thinspace", @"\left", @"\right", "{}", "{ }", "~", " "];

    private readonly string text;
    private readonly List<(string Symbol, int Exponent)> factors = [];
    private int position;
    private int groups;
    private bool isDressed = true;

    private UnitReader(string text, int start) => (this.text, position) = (text, start);

    /// <summary>The longest unit at a place, or null where none stands there or a group that it opened does not end with it.</summary>
    public static UnitMatch? Read(string text, int start)
    {
        UnitReader reader = new(text, start);
        if (!reader.ReadProduct(1, mayStartBelow: true) || reader.groups != 0 || reader.factors.Count is 0 or > MostFactors)
        {
            return null;
        }

        string name = string.Join('·', reader.factors.Select(factor => factor.Exponent == 1 ? factor.Symbol : string.Create(CultureInfo.InvariantCulture, $"{factor.Symbol}^{factor.Exponent}")));
        return CompoundUnit.Of(name) is null ? null : new UnitMatch(reader.position, name, [.. reader.factors.Select(factor => factor.Symbol)], reader.isDressed);
    }

    private bool Starts(string word) => text.AsSpan(position).StartsWith(word, StringComparison.Ordinal);

    private bool TryTake(string word)
    {
        if (!Starts(word))
        {
            return false;
        }

        position += word.Length;
        return true;
    }

    // Factors, above (1) or below (-1) the line, as far as they reach; false with nothing taken where none stands here.
    private bool ReadProduct(int side, bool mayStartBelow)
    {
        int first = factors.Count;
        while (factors.Count <= MostFactors)
        {
            (int place, int open) = (position, groups);
            SkipSpaces();
            int below = side;
            bool isFirst = factors.Count == first;
            bool hasSign = (!isFirst || mayStartBelow) && ReadSign(ref below);
            SkipSpaces();
            int before = factors.Count;
            if ((isFirst && hasSign && below == side) || !ReadFactor(below))
            {
                (position, groups) = (place, open);
                factors.RemoveRange(before, factors.Count - before);
                break;
            }

            side = below;
            CloseGroups();
        }

        return factors.Count > first;
    }

    // A product sign, or one of those that put the rest below.
    private bool ReadSign(ref int side)
    {
        if (TryTake("/") || (!Starts("per cent") && TryTakeWord("per")) || TryTake("每"))
        {
            side = -Math.Abs(side);
            return true;
        }

        return TryTake(@"\cdot") || TryTake(@"\times") || TryTake("*") || TryTake("·") || (position > 0 && char.IsAsciiLetter(text[position - 1]) && Starts("-") && TryTake("-"));
    }

    private bool ReadFactor(int side)
    {
        if (TryTake(@"\frac{") || TryTake(@"\dfrac{") || TryTake(@"\tfrac{"))
        {
            return ReadFraction(side);
        }

        if (TryTake("("))
        {
            int first = factors.Count;
            bool isGroup = ReadProduct(side, mayStartBelow: false) && SkipSpaces() && TryTake(")");
            return isGroup && RaiseFrom(first, ReadExponent());
        }

        foreach (string dress in position < text.Length && text[position] == '\\' ? Dresses : [])
        {
            if (TryTake(dress))
            {
                groups++;
                SkipSpaces();
                return side < 0 || !ReadSign(ref side) ? ReadFactor(side) : SkipSpaces() && ReadFactor(side);
            }
        }

        int power = ReadPowerWord();
        SkipSpaces();
        if (ReadSymbol() is not { } symbol)
        {
            return false;
        }

        int exponent = ReadExponent();
        int word = ReadTrailingPower();
        factors.Add((symbol, side * power * exponent * word));
        return exponent != 0;
    }

    private bool ReadFraction(int side)
    {
        bool hasUpper = (TryTake("1") && TryTake("}")) || (ReadProduct(side, mayStartBelow: false) && SkipSpaces() && TryTake("}"));
        return hasUpper && SkipSpaces() && TryTake("{") && ReadProduct(-side, mayStartBelow: false) && SkipSpaces() && TryTake("}");
    }

    private bool RaiseFrom(int first, int exponent)
    {
        for (int i = first; i < factors.Count; i++)
        {
            factors[i] = (factors[i].Symbol, factors[i].Exponent * exponent);
        }

        return exponent != 0;
    }

    // The brace that ends \text{…}; an exponent behind it belongs to the last symbol.
    private void CloseGroups()
    {
        while (groups > 0)
        {
            int place = position;
            SkipSpaces();
            if (!TryTake("}"))
            {
                position = place;
                return;
            }

            groups--;
            RaiseFrom(factors.Count - 1, ReadExponent());
        }
    }

    // "square", "sq.", "cubic", 平方: the power of the unit that follows.
    private int ReadPowerWord() =>
        TryTakeWord("square") || TryTakeWord("Square") || TryTakeWord("sq.") || TryTakeWord("sq") || TryTake("平方") ? 2 : TryTakeWord("cubic") || TryTakeWord("Cubic") || TryTakeWord("cu.") || TryTakeWord("cu") || TryTake("立方") ? 3 : 1;

    private int ReadTrailingPower()
    {
        int place = position;
        SkipSpaces();
        int power = TryTakeWord("squared") ? 2 : TryTakeWord("cubed") ? 3 : 1;
        position = power == 1 ? place : position;
        return power;
    }

    private string? ReadSymbol()
    {
        if (TryTake(@"^{\circ}") || TryTake(@"^\circ") || TryTake(@"\circ") || TryTake(@"\degree"))
        {
            return ReadScale();
        }

        if (TryTake(@"\Omega") || TryTake(@"\ohm"))
        {
            return "Ω";
        }

        if (TryTake(@"\AA") || TryTake(@"\angstrom"))
        {
            return "Å";
        }

        if (TryTake(@"\micro") || (Starts(@"\mu") && IsMicro() && TryTake(@"\mu")))
        {
            return ReadMicro();
        }

        return ReadWord();
    }

    // \mu \mathrm{m}: before a unit set as text; before a plain letter it is a coefficient of friction.
    private bool IsMicro() => groups > 0 || Dresses.Any(dress => text.AsSpan(position + 3).TrimStart(" \\,~").StartsWith(dress.AsSpan()[1..], StringComparison.Ordinal));

    private string? ReadMicro()
    {
        SkipSpaces();
        bool isOpen = Dresses.Any(TryTake);
        groups += isOpen ? 1 : 0;
        SkipSpaces();
        int end = LettersEnd();
        string symbol = TryTake(@"\Omega") ? "Ω" : text[position..end];
        position = Math.Max(position, end);
        return UnitTable.SymbolOf("µ" + symbol);
    }

    // °C, °F, or an angle.
    private string ReadScale()
    {
        int place = position;
        int open = groups;
        SkipSpaces();
        bool isOpen = Dresses.Any(TryTake);
        SkipSpaces();
        bool isScale = Starts("C") || Starts("F") || Starts("K");
        if (!isScale || LettersEnd() != position + 1)
        {
            (position, groups) = (place, open);
            return "deg";
        }

        groups += isOpen ? 1 : 0;
        return text[position++] switch { 'C' => "degC", 'F' => "degF", _ => "K" };
    }

    private string? ReadWord()
    {
        int end = LettersEnd();
        if (end == position)
        {
            return null;
        }

        isDressed &= groups > 0 || end - position >= 4 || text[position] > '\u2E80';
        // "light years", "degrees Celsius", "mm Hg": two words for one unit.
        if (end < text.Length && text[end] is ' ' or '-' or '~' && SymbolOfTwo(end) is { } two)
        {
            return two;
        }

        if (text.AsSpan(end).StartsWith(@"\Omega", StringComparison.Ordinal) && UnitTable.SymbolOf(text[position..end] + "Ω") is { } ohms)
        {
            position = end + 6;
            return ohms;
        }

        string? symbol = UnitTable.SymbolOf(text[position..end]);
        // 千米每小时: Chinese words run together; the longest counts.
        while (symbol is null && end > position + 1 && text[position] > '\u2E80')
        {
            symbol = UnitTable.SymbolOf(text[position..--end]);
        }

        position = symbol is null ? position : end;
        return symbol;
    }

    private string? SymbolOfTwo(int end)
    {
        int last = end + 1;
        while (last < text.Length && char.IsLetter(text[last]))
        {
            last++;
        }

        string? symbol = (text[position..end].ToLowerInvariant(), text[(end + 1)..last].ToLowerInvariant()) switch
        {
            ("light", "year" or "years") => "ly",
            ("electron", "volt" or "volts") => "eV",
            ("nautical", "mile" or "miles") => "nmi",
            ("astronomical", "unit" or "units") => "au",
            ("fluid", "ounce" or "ounces") => "floz",
            ("fl", "oz") => "floz",
            ("metric", "ton" or "tons") => "t",
            ("mm", "hg") => "mmHg",
            ("cm", "hg") => "cmHg",
            ("degrees" or "degree" or "deg", "celsius" or "c" or "centigrade") => "degC",
            ("degrees" or "degree" or "deg", "fahrenheit" or "f") => "degF",
            ("us" or "american", "dollar" or "dollars") => "USD",
            _ => null,
        };
        position = symbol is null ? position : last;
        return symbol;
    }

    private int LettersEnd()
    {
        int end = position;
        while (end < text.Length && (char.IsLetter(text[end]) || text[end] is 'µ' or '°'))
        {
            end++;
        }

        return end;
    }

    // ^2, ^{-1}, squared letters such as m2, and s-1 behind another unit; 1 where there is none, 0 for one that is no small integer.
    private int ReadExponent()
    {
        int place = position;
        SkipSpaces();
        if (!TryTake("^"))
        {
            position = place;
            return ReadDirectExponent();
        }

        bool isBraced = TryTake("{");
        SkipSpaces();
        bool isNegative = TryTake("-");
        int start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
        {
            position++;
        }

        bool isWhole = position > start && position - start <= 2 && (!isBraced || (SkipSpaces() && TryTake("}")));
        return isWhole ? int.Parse(text.AsSpan(start, position - start).TrimEnd(" }"), CultureInfo.InvariantCulture) * (isNegative ? -1 : 1) : 0;
    }

    private int ReadDirectExponent()
    {
        int next = position + 1;
        bool isNegative = position < text.Length && text[position] == '-' && next < text.Length && text[next] is >= '1' and <= '4' && (groups > 0 || factors.Count > 0);
        int digit = isNegative ? next : position;
        bool isDigit = digit < text.Length && (isNegative ? text[digit] is >= '1' and <= '4' : text[digit] is '2' or '3') && (digit + 1 == text.Length || !char.IsLetterOrDigit(text[digit + 1]) && text[digit + 1] != '.');
        if (!isDigit || position == 0 || !char.IsLetter(text[position - 1]))
        {
            return 1;
        }

        position = digit + 1;
        return (text[digit] - '0') * (isNegative ? -1 : 1);
    }

    private bool TryTakeWord(string word)
    {
        int end = position + word.Length;
        return Starts(word) && (end == text.Length || !char.IsLetter(text[end]) || word[^1] == '.') && TryTake(word);
    }

    private int SpaceLength()
    {
        foreach (string space in Spaces)
        {
            if (Starts(space))
            {
                return space.Length;
            }
        }

        return 0;
    }

    // Always true, so that conditions can skip on the way.
    private bool SkipSpaces()
    {
        while (position < text.Length && text[position] is ' ' or '~' or '\\' or '{')
        {
            int length = SpaceLength();
            if (length == 0)
            {
                break;
            }

            position += length;
        }

        return true;
    }
}
