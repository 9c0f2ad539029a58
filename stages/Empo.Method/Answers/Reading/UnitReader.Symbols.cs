using System.Text.RegularExpressions;
using Empo.Method.Answers.Expressions;

namespace Empo.Method.Answers.Reading;

/// <summary>Symbols and names of units: with prefixes, degrees, micro signs, names of two words.</summary>
internal sealed partial class UnitReader
{
    // No Chinese name of a unit is longer.
    private const int MaxRunTogether = 12;

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

    // \mu \mathrm{m}: before a unit written as text; before a plain letter it is a coefficient of friction.
    private bool IsMicro() =>
        groups > 0
        || Dresses.Any(dress => text.AsSpan(position + 3).TrimStart(" \\,~").StartsWith(dress.AsSpan()[1..], StringComparison.Ordinal));

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

        bool isWord = groups > 0 || end - position >= 4 || text[position] > '\u2E80';
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

        // \mathrm{k}\Omega
        if (
            groups > 0
            && PrefixedOhm().Match(text, end) is { Success: true } ohm
            && ohm.Index == end
            && UnitTable.SymbolOf(text[position..end] + "Ω") is { } prefixed
        )
        {
            position = end + ohm.Length;
            groups--;
            return prefixed;
        }

        string? symbol = UnitTable.SymbolOf(text[position..end]);
        // 千米每小时: Chinese words run together; the longest counts.
        end = symbol is null && text[position] > '\u2E80' ? Math.Min(end, position + MaxRunTogether) : end;
        while (symbol is null && end > position + 1 && text[position] > '\u2E80')
        {
            symbol = UnitTable.SymbolOf(text[position..--end]);
        }

        if (symbol is not null)
        {
            isDressed &= isWord;
            position = end;
        }

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

    [GeneratedRegex(@"\G\}\s*(?:\\,)?\s*\\Omega(?![A-Za-z])")]
    private static partial Regex PrefixedOhm();

    private int LettersEnd()
    {
        int end = position;
        while (end < text.Length && (char.IsLetter(text[end]) || text[end] is 'µ' or '°'))
        {
            end++;
        }

        return end;
    }
}
