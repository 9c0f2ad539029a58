using System.Buffers;
using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Reading;

/// <summary>
/// Currencies before an amount: <c>\$36</c>, <c>USD 36</c>, <c>$70,000</c> with a dollar sign that does not close a formula. After an
/// amount, currencies are units.
/// </summary>
internal static partial class MoneySigns
{
    private static readonly SearchValues<string> Codes = SearchValues.Create(
        ["USD", "EUR", "GBP", "CNY", "RMB", "JPY", "INR", "KRW", "Rs"],
        StringComparison.Ordinal
    );

    private static readonly SearchValues<string> Commands = SearchValues.Create([@"\pounds", @"\euro"], StringComparison.Ordinal);

    /// <summary>The text with each sign of a currency as <c>\money{…}</c> before its amount.</summary>
    public static string Unify(string text)
    {
        if (text.Contains('$', StringComparison.Ordinal))
        {
            text = Escaped().Replace(Dressed().Replace(text, "$1"), @"\money{USD} ");
            if (text.Count(character => character == '$') == 1)
            {
                text = Last().Replace(Single().Replace(text, @"\money{USD} "), @"\money{USD} $1");
            }
        }

        if (text.AsSpan().ContainsAny(Commands))
        {
            text = Command()
                .Replace(text, match => match.Value.StartsWith(@"\p", StringComparison.Ordinal) ? @"\money{GBP} " : @"\money{EUR} ");
        }

        if (text.Contains(@"\money", StringComparison.Ordinal))
        {
            text = Behind().Replace(text, @"\money{$2} $1");
        }

        return !text.AsSpan().ContainsAny(Codes)
            ? text
            : Code()
                .Replace(text, match => $@"\money{{{IsoCode(match.Groups["code"].Value)}}} ");
    }

    [GeneratedRegex(@"(?:US|U\.S\.)?\s*\\\$(?=\s*-?\s*(?:[\d.]|\\[dt]?frac))")]
    private static partial Regex Escaped();

    [GeneratedRegex(@"(?:US|U\.S\.)?(?<!\\)\$(?=\s*-?[\d.])")]
    private static partial Regex Single();

    // \text{\$5}
    [GeneratedRegex(@"\\text\{\s*(\\\$\s*[\d.,]+)\s*\}")]
    private static partial Regex Dressed();

    private static string IsoCode(string written) =>
        written switch
        {
            "Rs" or "Rs." => "INR",
            "RMB" => "CNY",
            _ => written,
        };

    // 5 $
    [GeneratedRegex(@"^\s*(-?\d[\d,.]*)\s*\$\s*$")]
    private static partial Regex Last();

    // 5€
    [GeneratedRegex(@"(?<!\d|\d[,.])(\d[\d,.]*)\s*\\money\{([A-Z]{0,3})\}\s*(?=$|[,;)])")]
    private static partial Regex Behind();

    [GeneratedRegex(@"\\(?:pounds|euro)(?![A-Za-z])(?:\{\})?")]
    private static partial Regex Command();

    [GeneratedRegex(
        @"(?<![A-Za-z\\{])(?:\\(?:text|mathrm|textrm)\{\s*)?(?<code>USD|EUR|GBP|CNY|RMB|JPY|INR|KRW|Rs\.?)\s*\}?\s*(?=-?[\d.])"
    )]
    private static partial Regex Code();
}
