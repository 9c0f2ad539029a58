using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Reading;

/// <summary>
/// Notations other than LaTeX's with the same meaning: <c>]1,3[</c>, <c>+/-</c>, <c>1'234</c>, <c>5th</c>, <c>90^o</c>, <c>(mod 5)</c>,
/// <c>k is an integer</c>, <c>C_{10}^3</c>, <c>\mathbb{R}^+</c>.
/// </summary>
internal static partial class NotationVariants
{
    private static readonly SearchValues<string> Remarks = SearchValues.Create(
        ["approx", "exactly", "rounded", "约"],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly SearchValues<string> Ordinals = SearchValues.Create(["st", "nd", "rd", "th"], StringComparison.Ordinal);

    /// <summary>The answer in the notation that the tokenizer knows.</summary>
    public static string Unify(string text)
    {
        if (text.AsSpan().IndexOfAny('[', ']') >= 0)
        {
            text = Turned().Replace(text, Parenthesised);
        }

        if (text.Contains('+', StringComparison.Ordinal))
        {
            text = MinusPlus().Replace(PlusMinus().Replace(text, @"\pm "), @"\mp ");
        }

        if (text.AsSpan().IndexOfAnyInRange('0', '9') >= 0)
        {
            text = Digits(text);
        }

        if (text.Contains("mod", StringComparison.Ordinal))
        {
            text = Residues()
                .Replace(Modulus().Replace(text, match => $@"\pmod{{{match.Groups[1].Value}{match.Groups[2].Value}}}"), Distributed);
        }

        if (text.Contains("mathbb", StringComparison.Ordinal))
        {
            text = HalfLine().Replace(text, match => HalfLineOf(match));
        }

        text = !text.Contains(@"\text{", StringComparison.Ordinal)
            ? text
            : Joint()
                .Replace(text, match =>
                    $@"\text{{{match.Groups[1].Value}}}"
                    + (match.Groups["comma"].Success ? ", " : $@"\text{{ {match.Groups["word"].Value} }}")
                );
        return WithParameter(text.AsSpan().ContainsAny(Remarks) ? Remark().Replace(text, " ") : text);
    }

    /// <summary>The m in 3 h 20 m is a minute; the m in 3 m 20 cm is a metre.</summary>
    private static string TimeUnit(string unit, string text) =>
        unit == "m" && text.Contains('h', StringComparison.Ordinal) ? "min" : unit;

    private static string Digits(string text)
    {
        text = text.Contains('\'', StringComparison.Ordinal) ? Swiss().Replace(text, "") : text;
        text = !text.Contains(",0", StringComparison.Ordinal)
            ? text
            : Indian().Replace(text, match => match.Value.Replace(",", "", StringComparison.Ordinal));
        text = text.Length < 40 && text.AsSpan().ContainsAny(Ordinals) ? Ordinal().Replace(text, "$1") : text;
        text =
            text.Length > 40 || !char.IsAsciiDigit(text[0])
                ? text
                : Mixed()
                    .Replace(text, match =>
                        string.Join(
                            ' ',
                            match
                                .Groups["amount"]
                                .Captures.Zip(match.Groups["unit"].Captures, (amount, unit) =>
                                    $@"{amount.Value}\text{{ {TimeUnit(unit.Value, text)}}}"
                                )
                        )
                    );
        text =
            text.Contains('^', StringComparison.Ordinal) && text.AsSpan().IndexOfAny('o', 'O') >= 0
                ? Degree().Replace(text, @"^{\circ}")
                : text;
        return !text.Contains('_', StringComparison.Ordinal) || text.AsSpan().IndexOfAny('C', 'P', 'A') < 0
            ? text
            : Choice().Replace(text, Binomial);
    }

    // ]1,3[ and [1,3[ are open where the bracket is reversed.
    private static string Parenthesised(Match match)
    {
        bool isOpen = match.Groups["open"].Value == "]";
        bool isClosed = match.Groups["close"].Value == "]";
        return (!isOpen && isClosed) || match.Groups["body"].ValueSpan.IndexOfAny(',', ';') < 0
            ? match.Value
            : $"{(isOpen ? '(' : '[')}{match.Groups["body"].Value}{(isClosed ? ']' : ')')}";
    }

    // n choose k where both are numbers and k is at most n; otherwise an index and a power.
    private static string Binomial(Match match)
    {
        int upper = int.Parse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture);
        int lower = int.Parse(match.Groups["k"].ValueSpan, CultureInfo.InvariantCulture);
        if (lower > upper || lower < 1)
        {
            return match.Value;
        }

        return match.Groups["kind"].Value == "C" ? $@"\binom{{{upper}}}{{{lower}}}" : $@"\frac{{{upper}!}}{{{upper - lower}!}}";
    }

    // x ≡ 1, 3 (mod 5): the modulus belongs to each.
    private static string Distributed(Match match) =>
        string.Join(", ", match.Groups["residue"].Captures.Select(residue => $"{residue.Value} {match.Groups["modulus"].Value}"));

    private static string HalfLineOf(Match match) => match.Groups["sign"].Value switch
    {
        "+" or ">0" => @"(0,\infty)",
        "-" or "<0" => @"(-\infty,0)",
        @"\ge0" or @"\geq0" or @"\ge 0" or @"\geq 0" or @"\geqslant0" or @"\geqslant 0" => @"[0,\infty)",
        _ => match.Value,
    };

    // "…, where k is an integer", "for integer k", "(k∈Z)" as ", k \in \mathbb{Z}".
    private static string WithParameter(string text)
    {
        if (
            !text.Contains("nteger", StringComparison.Ordinal)
            && !text.Contains("整数", StringComparison.Ordinal)
            && !text.Contains(@"\in", StringComparison.Ordinal)
        )
        {
            return text;
        }

        Match match = Parameter().Match(text) is { Success: true } behind ? behind : ParameterBehind().Match(text);
        return match.Success && match.Index > 0
            ? $@"{text[..match.Index].TrimEnd(' ', ',', ';', '(', '~')}, {match.Groups["name"].Value} \in \mathbb{{Z}}"
            : text;
    }

    [GeneratedRegex(@"(?:\\left\s*)?(?<open>[\[\]])(?<body>[^\[\]()]*?)(?:\\right\s*)?(?<close>[\[\]])")]
    private static partial Regex Turned();

    // At the beginning only: 59+-48 is a sum.
    [GeneratedRegex(@"(?<=^|[=(,{]\s*)\+\s?/?\s?-(?=\s*[\w\\(.])")]
    private static partial Regex PlusMinus();

    [GeneratedRegex(@"(?<=^|[=(,{]\s*)-\s?/?\s?\+(?=\s*[\w\\(.])")]
    private static partial Regex MinusPlus();

    [GeneratedRegex(@"(?<=(?<![\d'.])\d{1,3}(?:'\d{3}){0,6})'(?=\d{3}(?!\d))")]
    private static partial Regex Swiss();

    // An item of a list does not begin with a zero: 1,00,000 is one number, 10,20,300 three.
    [GeneratedRegex(@"(?<![\d,.])[1-9]\d?(?:,\d\d)*,0\d(?:,\d\d)*,\d{3}(?![\d,])")]
    private static partial Regex Indian();

    [GeneratedRegex(
        @"^(?:\\text\{\s*)?(?:the\s+)?(\d+)\s*(?:\^\s*)?\{?\s*(?:\\(?:text|mathrm|textrm)\{\s*)?(?:st|nd|rd|th)(?![A-Za-z])\s*\}{0,2}$"
    )]
    private static partial Regex Ordinal();

    // 1 h 30 min, 2 kg 500 g, 3 m 20 cm: single letters are units in these combinations.
    [GeneratedRegex(
        @"^(?<amount>\d+)\s*(?<unit>h|d|kg|km|m|L|min)\s+(?<amount>\d+)\s*(?<unit>h|min|m|s|g|cm"
            + @"|mL)(?:\s+(?<amount>\d[\d.]*)\s*(?<unit>s|min|cm|mm))?$"
    )]
    private static partial Regex Mixed();

    [GeneratedRegex(@"(?<=\d)\s*\^\s*(?:\{\s*[oO]\s*\}|[oO](?![A-Za-z]))")]
    private static partial Regex Degree();

    [GeneratedRegex(
        @"(?<![A-Za-z\\])(?:\{\s*\})?(?:_\{?(?<n>\d{1,3})\}?|\^\{?(?<n>\d{1,3})\}?)\s*\\?(?:mathrm"
            + @"|text)?\{?(?<kind>[CPA])\}?\s*_\{?(?<k>\d{1,3})\}?(?![\d^])|(?<![A-Za-z\\])(?:\\(?:mathrm|text)\{(?<kind>[CPA])\}"
            + @"|(?<kind>[CPA]))_\{?(?<n>\d{1,3})\}?\s*\^\s*\{?(?<k>\d{1,3})\}?(?!\d)"
    )]
    private static partial Regex Choice();

    // (mod 5), (\text{mod } 5), \text{ mod } 5
    [GeneratedRegex(
        @"\(\s*(?:\\(?:text|mathrm|textrm|operatorname)\{\s*)?(?<![A-Za-z\\])(?:\\(?:bmod|mod)|mod)\s*\}?\s*(?:\\[,;: "
            + @"])*\s*([^()]+?)\s*\)|(?<!\s)\s*(?:\\(?:text|mathrm|operatorname)\{\s*mod\s*\}|(?<![A-Za-z\\])mod(?![A-Za-z])"
            + @"|\\b?mod(?![A-Za-z]))\s*\{?(\d+)\}?(?<=\\equiv[^=]*)"
    )]
    private static partial Regex Modulus();

    [GeneratedRegex(
        @"(?<=\\equiv\s*)(?<residue>-?\d+)(?:\s*(?:,|;|\\text\{\s*,?\s*(?:or|and)\s*\}|or|and|或)\s*(?:\\text\{\s*(?:or|and)\s*\}"
            + @"|or|and)?\s*(?<residue>-?\d+))+\s*(?<modulus>\\pmod\s*(?:\{[^{}]*\}|\d+))"
    )]
    private static partial Regex Residues();

    [GeneratedRegex(@"\\mathbb\s*\{?R\}?\s*(?:\^\s*\{?\s*(?<sign>[+-])\s*\}?|_\s*\{?\s*(?<sign>[+-]|>0|<0|\\geq?(?:slant)?\s?0)\s*\}?)")]
    private static partial Regex HalfLine();

    // \text{ hours and }: a unit or noun and a list separator.
    [GeneratedRegex(@"\\text\{([^{}]*?[A-Za-z.])\s*(?:(?<comma>,)|,?\s+(?<word>and|or)|,\s*(?<word>and|or))\s*\}")]
    private static partial Regex Joint();

    [GeneratedRegex(
        @"(?:\\text\{\s*)?\(\s*(?:\\text\{\s*)?(?:approximately|approx\.?|exactly|rounded|approximate|约)\s*\}?\s*\)(?:\s*\})?$",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Remark();

    [GeneratedRegex(
        @"(?:[\s,;(~]|\\[ ,;])*(?:\\quad\s*)?(?:\\text\{\s*,?\s*(?:where|for|with)(?:\s+(?:all|any|every|some))?\s*\}\s*|(?:where"
            + @"|for|with)\s+(?:(?:all|any|every|some)\s+)?)?(?<![A-Za-z])(?<name>[kmnlt])\s*(?:\\in\s*(?:\\mathbb\s*\{?\s*Z\s*\}?|Z)"
            + @"|(?:\\text\{\s*)?(?:is\s+)?(?:an?y?\s+)?(?:an\s+)?integers?\s*\}?|(?:\\text\{\s*)?为?整数\s*\}?)[\s)]*$"
    )]
    private static partial Regex Parameter();

    [GeneratedRegex(
        @"(?:[\s,;(~]|\\[ ,;])*(?:\\text\{\s*,?\s*)?(?<![A-Za-z])(?:where|for|with)\s+(?:(?:all|any|every|some"
            + @"|each)\s+)?(?:an?\s+)?integers?\s*(?:values\s+of\s*)?\}?\s*(?<name>[kmnlt])[\s)]*$"
    )]
    private static partial Regex ParameterBehind();
}
