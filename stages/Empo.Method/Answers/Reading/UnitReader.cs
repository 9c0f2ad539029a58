using System.Globalization;
using Empo.Method.Answers.Expressions;

namespace Empo.Method.Answers.Reading;

/// <summary>
/// Reads a unit in any notation by recursive descent: <c>km/h</c>, <c>\text{ kg m/s}^2</c>, <c>\mathrm{~J}\mathrm{~mol}^{-1}</c>,
/// <c>\frac{\mathrm{m}}{\mathrm{s}}</c>,
/// <c>meters per second squared</c>, <c>平方厘米</c>. Everything after a slash or "per" is in the denominator, as physics writes J/mol·K.
/// </summary>
internal sealed partial class UnitReader
{
    // No unit has more factors. The limit matters because a run of letters is read again at each of them.
    private const int MaxFactors = 6;

    private static readonly string[] Dresses =
    [
        @"\text{", @"\mathrm{", @"\textrm{", @"\mbox{", @"\textnormal{", @"\operatorname{", @"\rm{", @"\mathit{", @"\mathsf{", @"\textit{",
        @"\hbox{",
    ];

    private static readonly string[] Spaces =
    [
        @"\,", @"\;", @"\:", @"\!", @"\ ", @"\quad", @"\thinspace", @"\left", @"\right", "{}", "{ }", "~", " ",
    ];

    private readonly string text;
    private readonly List<(string Symbol, int Exponent)> factors = [];
    private int position;
    private int groups;
    private bool isDressed = true;

    private UnitReader(string text, int start) => (this.text, position) = (text, start);

    /// <summary>The longest unit at a position, or null where there is none or a group that it opened does not end with it.</summary>
    public static UnitMatch? Read(string text, int start)
    {
        UnitReader reader = new(text, start);
        if (!reader.ReadProduct(1, mayStartBelow: true) || reader.groups != 0 || reader.factors.Count is 0 or > MaxFactors)
        {
            return null;
        }

        string name = string.Join(
            '·',
            reader.factors.Select(factor =>
                factor.Exponent == 1 ? factor.Symbol : string.Create(CultureInfo.InvariantCulture, $"{factor.Symbol}^{factor.Exponent}")
            )
        );
        return CompoundUnit.Of(name) is null
            ? null
            : new UnitMatch(reader.position, name, [.. reader.factors.Select(factor => factor.Symbol)], reader.isDressed);
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

    // Reads as many factors as possible, in the numerator (1) or the denominator (-1); false, with nothing consumed, where there is none.
    private bool ReadProduct(int side, bool mayStartBelow)
    {
        int first = factors.Count;
        while (factors.Count <= MaxFactors)
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

    // A product sign, or a sign that puts the rest into the denominator.
    private bool ReadSign(ref int side)
    {
        if (TryTake("/") || (!Starts("per cent") && TryTakeWord("per")) || TryTake("每"))
        {
            side = -Math.Abs(side);
            return true;
        }

        return TryTake(@"\cdot")
            || TryTake(@"\times")
            || TryTake("*")
            || TryTake("·")
            || (position > 0 && char.IsAsciiLetter(text[position - 1]) && Starts("-") && TryTake("-"));
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

    // The brace that ends \text{…}; an exponent after it belongs to the last symbol.
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
        TryTakeWord("square") || TryTakeWord("Square") || TryTakeWord("sq.") || TryTakeWord("sq") || TryTake("平方") ? 2
        : TryTakeWord("cubic") || TryTakeWord("Cubic") || TryTakeWord("cu.") || TryTakeWord("cu") || TryTake("立方") ? 3
        : 1;

    private int ReadTrailingPower()
    {
        int place = position;
        SkipSpaces();
        int power = TryTakeWord("squared") ? 2 : TryTakeWord("cubed") ? 3 : 1;
        position = power == 1 ? place : position;
        return power;
    }

    // ^2, ^{-1}, squared letters such as m2, and s-1 after another unit; 1 where there is no exponent, 0 for one that is not a small
    // integer.
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
        return isWhole
            ? int.Parse(text.AsSpan(start, position - start).TrimEnd(" }"), CultureInfo.InvariantCulture) * (isNegative ? -1 : 1)
            : 0;
    }

    private int ReadDirectExponent()
    {
        int next = position + 1;
        bool isNegative =
            position < text.Length
            && text[position] == '-'
            && next < text.Length
            && text[next] is >= '1' and <= '4'
            && (groups > 0 || factors.Count > 0);
        int digit = isNegative ? next : position;
        bool isDigit =
            digit < text.Length
            && (isNegative ? text[digit] is >= '1' and <= '4' : text[digit] is '2' or '3')
            && (digit + 1 == text.Length || !char.IsLetterOrDigit(text[digit + 1]) && text[digit + 1] != '.');
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

    // Always returns true, so that conditions can call it.
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
