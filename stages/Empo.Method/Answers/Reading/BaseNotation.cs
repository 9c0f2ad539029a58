using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Reading;

/// <summary>Numerals of other bases in rarer spellings: the base in words, after the number, and digits above nine.</summary>
internal static partial class BaseNotation
{
    private static readonly string[] Words = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>The answer with bases as numeric subscripts, and numerals with digit letters as decimal numbers.</summary>
    public static string Unify(string text)
    {
        if (text.Contains("base", StringComparison.Ordinal))
        {
            text = Behind().Replace(text, match => RadixOf(match) is { } radix ? $"_{{{radix}}}" : match.Value);
        }

        if (!text.Contains('_', StringComparison.Ordinal))
        {
            return text;
        }

        text = InWords().Replace(text, match => RadixOf(match) is { } radix ? $"_{{{radix}}}" : match.Value);
        return Numeral(text) is not null
            ? text
            : WithLetters()
                .Replace(text, match =>
                    ValueOf(match.Groups["digits"].Value, int.Parse(match.Groups["radix"].ValueSpan, CultureInfo.InvariantCulture))
                    ?? match.Value
                );
    }

    /// <summary>
    /// Digits, radix and value of an answer that is one numeral with digits above nine, such as <c>2A_{16}</c>; null for any other.
    /// </summary>
    public static (string Digits, string Value)? Numeral(string text)
    {
        if (Prefixed().Match(text) is { Success: true } prefixed)
        {
            string digits = prefixed.Groups["digits"].Value.ToUpperInvariant();
            int radix = char.ToLowerInvariant(text[1]) switch { 'x' => 16, 'o' => 8, _ => 2 };
            return ValueOf(digits, radix) is { } number ? (digits, number) : null;
        }

        Match match = WithLetters().Match(text);
        return
            match.Success
            && match.Length == text.Length
            && ValueOf(match.Groups["digits"].Value, int.Parse(match.Groups["radix"].ValueSpan, CultureInfo.InvariantCulture)) is { } value
            ? (match.Groups["digits"].Value, value)
            : null;
    }

    private static string? RadixOf(Match match)
    {
        string radix = match.Groups["radix"].Value;
        int word = Array.IndexOf(Words, radix);
        return radix.Length > 0 && radix.All(char.IsAsciiDigit) ? radix
            : word >= 0 ? (word + 2).ToString(CultureInfo.InvariantCulture)
            : null;
    }

    private static string? ValueOf(string digits, int radix)
    {
        BigInteger value = BigInteger.Zero;
        foreach (char digit in digits)
        {
            int worth = char.IsAsciiDigit(digit) ? digit - '0' : digit - 'A' + 10;
            if (worth >= radix)
            {
                return null;
            }

            value = (value * radix) + worth;
        }

        return value.ToString(CultureInfo.InvariantCulture);
    }

    // 52 \text{ (base 8)}, 52 \text{ base } 8, 52 base eight
    [GeneratedRegex(
        @"(?<=[0-9A-F]) ?(?:\\[ ,;])? ?(?:\\(?:text|mathrm|textrm)\{ ?)?\(?(?:in )?base[ -]?(?:\} ?)?(?<radix>\d+|[a-z]+) ?\)? ?\}?$"
    )]
    private static partial Regex Behind();

    // 52_{\text{eight}}, 52_\text{base 8}, 52_{\text{base }8}
    [GeneratedRegex(
        @"_\{ ?\\(?:text|mathrm|textrm)\{ ?(?:base ?)?(?<radix>[a-z]+|\d+)? ?\} ?(?<radix>\d+)? ?\}|_\\(?:text|mathrm|textrm)\{ "
            + @"?(?:base ?)?(?<radix>[a-z]+|\d+) ?\}"
    )]
    private static partial Regex InWords();

    // 0x1F, 0b101: the spelling of programs; a zero times letters would not be a sensible answer.
    [GeneratedRegex(@"^0(?:[xX](?<digits>[0-9A-Fa-f]{1,40})|[bB](?<digits>[01]{1,200})|[oO](?<digits>[0-7]{1,60}))$")]
    private static partial Regex Prefixed();

    // 2A_{16}: a digit comes first, so that a product of names is not taken for a numeral.
    [GeneratedRegex(
        @"(?<![A-Za-z0-9\\{.])(?:\\(?:text|mathrm|textrm)\{(?<digits>\d[0-9A-F]{0,40}[A-F][0-9A-F]{0,40})\}"
            + @"|(?<digits>\d[0-9A-F]{0,40}[A-F][0-9A-F]{0,40}))_(?:\{(?<radix>1[1-6])\}|(?<radix>1[1-6]))(?!\d)"
    )]
    private static partial Regex WithLetters();
}
