using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Reading;

/// <summary>
/// Notations that do not change the meaning of an answer: colour and size, dots over a period, an ellipsis, a quantifier after a formula.
/// </summary>
internal static partial class SpellingVariants
{
    /// <summary>The answer in the notation that the tokenizer knows.</summary>
    public static string Unify(string text)
    {
        if (text.Contains('\\', StringComparison.Ordinal))
        {
            text = Styling().Replace(text, " ");
            text = DottedPeriod().Replace(text, @"\overline{$1$2$3}");
            text = LetterOfExponent().Replace(text, "e");
        }

        if (text.Length < 24 && Option().Match(text) is { Success: true } option)
        {
            return option.Groups["letter"].Value;
        }

        if (text.Contains(".(", StringComparison.Ordinal))
        {
            text = BracketedPeriod().Replace(text, @"\overline{$1}");
        }

        if (
            text.Contains('.', StringComparison.Ordinal)
            && (text.Contains("...", StringComparison.Ordinal) || text.Contains("dots", StringComparison.Ordinal))
        )
        {
            text = RepeatedDecimal.Unify(text);
        }

        if (text.Contains("...", StringComparison.Ordinal))
        {
            text = Ellipsis().Replace(text, @"\dots ");
        }

        return BaseNotation.Unify(NotationVariants.Unify(WithoutQuantifier(text)));
    }

    // "f(x) = 0 for all x" means f(x) = 0. Where the rest restricts the variable it says less, so it is kept.
    private static string WithoutQuantifier(string text)
    {
        if (!text.Contains("all", StringComparison.Ordinal) || Quantifier().Match(text) is not { Success: true, Index: > 0 } quantifier)
        {
            return text;
        }

        string statement = text[..quantifier.Index].TrimEnd(' ', ',', ';', '(', '~');
        bool isWhole = statement.Count(character => character == '{') == statement.Count(character => character == '}');
        return isWhole && statement.Length > 0 && !Bound().IsMatch(text[quantifier.Index..]) ? statement : text;
    }

    [GeneratedRegex(
        @"\\(?:text)?color\s*\{[^{}]*\}|\\(?:tag\*?|label|rule)\s*\{[^{}]*\}|\\(?:tiny|scriptsize|footnotesize|small|normalsize"
            + @"|large|Large|LARGE|huge|Huge|hfill|hfil|par|centering|newline|relax|allowbreak|nobreak|scriptscriptstyle|mathopen"
            + @"|mathclose|mathbin|mathrel|mathord|mathpunct|mathinner|medspace|thickspace|negthinspace|strut|smash|sf|tt|sl"
            + @"|em)(?![A-Za-z])(?:\{\})?"
    )]
    private static partial Regex Styling();

    // "choice C", "Option (C)"
    [GeneratedRegex(@"^(?:the\s+)?(?:option|choice)\s+\(?(?<letter>[A-Ja-j])\)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Option();

    // 0.\dot{3}, 0.\dot{1}4\dot{2}
    [GeneratedRegex(@"(?<=\d\.\d*)\\dot\s*\{?(\d)\}?(?:(\d*)\\dot\s*\{?(\d)\}?)?")]
    private static partial Regex DottedPeriod();

    // 0.(36): directly after the point; 0.5(36) may be a product.
    [GeneratedRegex(@"(?<=\d\.)\((\d+)\)")]
    private static partial Regex BracketedPeriod();

    // 4.5\mathrm{e}33
    [GeneratedRegex(@"(?<=\d)\\(?:mathrm|text|textrm)\{\s*[eE]\s*\}(?=[-+]?\d)")]
    private static partial Regex LetterOfExponent();

    [GeneratedRegex(@"(?<=[,+\-*] ?)\.\.\.")]
    private static partial Regex Ellipsis();

    [GeneratedRegex(@"\\(?:text|mathrm|textrm)\{\s*,?\s*for\s+all\b|\\forall\b|\bfor all\b")]
    private static partial Regex Quantifier();

    [GeneratedRegex(@"[<>=]|\\(?:ne|neq|le|leq|leqslant|ge|geq|geqslant|lt|gt|setminus)\b|\\in\s*[\[(\\]?\s*[\[({]|positive|negative|non")]
    private static partial Regex Bound();
}
