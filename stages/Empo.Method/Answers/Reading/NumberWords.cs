using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Reading;

/// <summary>
/// Numbers in English words: <c>twenty-one</c>, <c>one hundred and five</c>, <c>three quarters</c>, <c>half</c>, <c>third</c> (3rd). They
/// are read only where the words are the whole answer.
/// </summary>
internal static partial class NumberWords
{
    private const int MaxWords = 16;

    private static readonly FrozenDictionary<string, int> Cardinals = Numbered(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
            + "eighteen nineteen",
        "twenty thirty forty fifty sixty seventy eighty ninety"
    );

    private static readonly FrozenDictionary<string, int> Ordinals = Numbered(
        "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
            + "fifteenth sixteenth seventeenth eighteenth nineteenth",
        "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"
    );

    private static readonly FrozenDictionary<char, int> Chinese = "零一二三四五六七八九十"
        .Select((digit, value) => (digit, value))
        .Append(('两', 2))
        .ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2);

    private static readonly SearchValues<char> InWords = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ -()0123456789"
    );

    /// <summary>
    /// The number in digits where the answer is a number in words, optionally followed by the same number in digits or by a noun; the
    /// answer itself otherwise.
    /// </summary>
    public static string Unify(string text)
    {
        if (text.Length is 0 or > 120 || !MayBe(text))
        {
            return text;
        }

        if (OfChineseAnswer(text) is { } foreign)
        {
            return foreign;
        }

        // "3 (three)"
        if (Explained().Match(text) is { Success: true } explained)
        {
            return OfWords(explained.Groups["words"].Value) == explained.Groups["digits"].Value ? explained.Groups["digits"].Value : text;
        }

        Match dressed = Dressed().Match(text);
        string plain = dressed.Success ? dressed.Groups["words"].Value : text;
        Match twice = Twice().Match(plain);
        string words = twice.Success ? twice.Groups["words"].Value : plain;
        string? digits = OfWords(words) ?? OfCounted(words);
        return digits is null || (twice.Success && twice.Groups["digits"].Value != digits) ? text : digits;
    }

    /// <summary>The divisor that the name of a part means, 3 for <c>thirds</c>; 0 for other words.</summary>
    public static int DenominatorOf(string word)
    {
        string name = word.ToLowerInvariant();
        return name switch
        {
            "half" or "halves" => 2,
            "quarter" or "quarters" => 4,
            "second" or "seconds" or "first" or "firsts" => 0,
            "hundredth" or "hundredths" => 100,
            "thousandth" or "thousandths" => 1000,
            _ => Ordinals.TryGetValue(name, out int value) || (name.EndsWith('s') && Ordinals.TryGetValue(name[..^1], out value))
                ? value
                : 0,
        };
    }

    // Letters, spaces and hyphens, optionally with a text command and digits in brackets.
    private static bool MayBe(string text) =>
        text[0] == '\\'
            ? text.StartsWith(@"\text", StringComparison.Ordinal) || text.StartsWith(@"\m", StringComparison.Ordinal)
            : (char.IsAsciiLetter(text[0]) && text.Length > 2 && !text.AsSpan().ContainsAnyExcept(InWords))
                || Chinese.ContainsKey(text[0])
                || text[0] == '百'
                || (char.IsAsciiDigit(text[0]) && text[^1] == ')');

    // "twelve apples": the noun stays for the reader of units.
    private static string? OfCounted(string words)
    {
        int space = words.LastIndexOf(' ');
        return
            space > 0
            && OfWords(words[..space]) is { } digits
            && !digits.Contains('/', StringComparison.Ordinal)
            && DenominatorOf(words[(space + 1)..]) == 0
            ? $"{digits} {words[(space + 1)..]}"
            : null;
    }

    private static string? OfWords(string words)
    {
        string[] parts = words.ToLowerInvariant().Replace('-', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 0 or > MaxWords)
        {
            return null;
        }

        string sign = parts[0] is "minus" or "negative" ? "-" : "";
        parts = parts[sign.Length..];
        if (parts is [] or ["a", "half"] or ["half"] or ["one", "half"])
        {
            return parts.Length == 0 ? null : sign + "1/2";
        }

        if (parts is [.., "and", "a", "half"] && Cardinal(parts[..^3]) is { } ones)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{(2 * ones) + 1}/2");
        }

        if (parts.Length == 1 && Ordinals.TryGetValue(parts[0], out int place) && sign.Length == 0)
        {
            return place.ToString(CultureInfo.InvariantCulture);
        }

        if (Cardinal(parts) is { } whole)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{whole}");
        }

        // "three quarters", "two thirds", "a third"
        string[] upper = parts[0] == "a" && parts.Length == 2 ? ["one"] : parts[..^1];
        return upper.Length > 0 && DenominatorOf(parts[^1]) is var below and > 1 && Cardinal(upper) is { } above
            ? string.Create(CultureInfo.InvariantCulture, $"{sign}{above}/{below}")
            : null;
    }

    private static long? Cardinal(IReadOnlyList<string> parts)
    {
        long total = 0;
        long group = 0;
        long last = long.MaxValue;
        bool hasDigits = false;
        foreach (string part in parts)
        {
            if (part == "and" && hasDigits)
            {
                continue;
            }

            if (Cardinals.TryGetValue(part, out int value))
            {
                // "twenty one", never "one twenty" or "one two".
                bool fits = group % 100 == 0 || (group % 10 == 0 && group % 100 >= 20 && value is > 0 and < 10);
                if (!fits)
                {
                    return null;
                }

                group += value;
                hasDigits = true;
            }
            else if (part is "hundred" && hasDigits && group is > 0 and < 100)
            {
                group *= 100;
            }
            else if (PlainWords.MagnitudeOf(part) is var power and > 2 && hasDigits && group > 0 && power < last)
            {
                total += group * (long)Math.Pow(10, power);
                (group, last) = (0, power);
            }
            else
            {
                return null;
            }
        }

        return hasDigits && parts[^1] != "and" ? total + group : null;
    }

    // 十二, 十二个, 二分之一, 百分之五十
    private static string? OfChineseAnswer(string text)
    {
        if (text.Length > 8 || !(Chinese.ContainsKey(text[0]) || text[0] == '百'))
        {
            return null;
        }

        if (text.Split("分之") is [var below, var above])
        {
            int? denominator = below == "百" ? 100 : OfChinese(below);
            int? numerator = int.TryParse(above, NumberStyles.None, CultureInfo.InvariantCulture, out int digits)
                ? digits
                : OfChinese(above);
            return denominator is > 0 && numerator is not null
                ? string.Create(CultureInfo.InvariantCulture, $"{numerator}/{denominator}")
                : null;
        }

        int length = text.TakeWhile(Chinese.ContainsKey).Count();
        string counter = text[length..];
        return length is > 0 and <= 3 && OfChinese(text[..length]) is { } count && (counter.Length == 0 || CountedNouns.Contains(counter))
            ? count.ToString(CultureInfo.InvariantCulture)
            : null;
    }

    private static int? OfChinese(string text)
    {
        if (text.Length is 0 or > 3 || !text.All(Chinese.ContainsKey))
        {
            return null;
        }

        int ten = text.IndexOf('十', StringComparison.Ordinal);
        if (ten < 0)
        {
            return text.Length == 1 ? Chinese[text[0]] : null;
        }

        int tens = ten == 0 ? 1 : ten == 1 ? Chinese[text[0]] : 0;
        int ones = ten + 1 == text.Length ? 0 : text.Length == ten + 2 ? Chinese[text[ten + 1]] : -1;
        return tens is > 0 and < 10 && ones is >= 0 and < 10 ? (tens * 10) + ones : null;
    }

    private static FrozenDictionary<string, int> Numbered(string small, string tens) =>
        small
            .Split(' ')
            .Select((word, value) => (word, value))
            .Concat(tens.Split(' ').Select((word, i) => (word, value: 10 * (i + 2))))
            .ToFrozenDictionary(pair => pair.word, pair => pair.value, StringComparer.Ordinal);

    [GeneratedRegex(@"^\\(?:text|textbf|mathrm|textrm|mbox)\{\s*(?<words>[A-Za-z][A-Za-z -]*?)\s*\}$")]
    private static partial Regex Dressed();

    [GeneratedRegex(@"^(?<digits>\d+)\s*\(\s*(?<words>[A-Za-z][A-Za-z -]*?)\s*\)$")]
    private static partial Regex Explained();

    [GeneratedRegex(@"^(?<words>[A-Za-z][A-Za-z -]*?)\s*\(\s*(?<digits>\d+)\s*\)$")]
    private static partial Regex Twice();
}
