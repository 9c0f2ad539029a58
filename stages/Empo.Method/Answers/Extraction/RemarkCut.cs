using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Extraction;

/// <summary>
/// Cuts off remarks that a sentence adds after its answer: ", not 6", "(see step 2)", ", i.e. 0.5", "because it converges".
/// </summary>
internal static partial class RemarkCut
{
    // Every remark in an ASCII text contains one of these.
    private static readonly SearchValues<string> AsciiMarks = SearchValues.Create(
        [
            "i.", "e.", "that is", "which", "who", "because", "since", "as ", "so", "thus", "hence", "therefore", "but", "not", "instead",
            "rather than", "meaning", "giving", "where", "while", "in other", "in order", "namely", "assuming", "given that", "according",
            "from ", "rounded", "using", "obtained", "see", "recall", "note", "check", ";", " (", "\t(", "\n(", "\r(", "\v(", "\f(",
        ],
        StringComparison.Ordinal);

    /// <summary>The clause without remarks; the whole clause where it begins with one.</summary>
    /// <param name="sentence">The text after a phrase, or a sentence.</param>
    /// <param name="formulas">Its formulas, in order.</param>
    /// <param name="least">The earliest position at which the answer may end.</param>
    public static string Of(string sentence, IReadOnlyList<TextPlace> formulas, int least)
    {
        if (Ascii.IsValid(sentence) && !sentence.AsSpan().ContainsAny(AsciiMarks))
        {
            return sentence;
        }

        int formula = 0;
        for (Match remark = Remark().Match(sentence); remark.Success; remark = remark.NextMatch())
        {
            while (formula < formulas.Count && formulas[formula].End <= remark.Index)
            {
                formula++;
            }

            if (remark.Index >= Math.Max(least, 1) && (formula == formulas.Count || remark.Index <= formulas[formula].Start))
            {
                return sentence[..remark.Index].TrimEnd();
            }
        }

        return sentence;
    }

    // Only whole words; a comma, a dash or a bracket before them is removed too.
    [GeneratedRegex(
        @"\s{0,3}[,;，；—–]?\s{0,3}[(（]?(?<![\p{L}\\])(?:i\.\s?e\b|e\.\s?g\b|that is\b|which\b|who\b|because\b|since\b|as (?:we|the"
            + @"|required|desired|shown|claimed|needed|expected|given|in)\b|(?<!\bor )so\b(?!\s+far)|thus\b|hence\b|therefore\b|but\b"
            + @"|and not\b|not\b(?!\s+(?:exist|defined|enough|possible|equal))|instead\b|rather than\b|meaning\b|giving\b|where\b"
            + @"|whereas\b|while\b|in (?:other words|order to)\b|namely\b|assuming\b|given that\b|according to\b|from (?:which|the"
            + @"|step)\b|rounded\b|when rounded\b|using\b|obtained\b|as opposed to\b|see\b|recall\b|note\b|check\b)|\s{1,3}[(（](?=[=≈]"
            + @"|or\b|\d[\d.,]*(?:\s[A-Za-z]|[A-Za-z]{2}|%|\s?°)|approx|about|roughly|to \d|\d+ s|as\b|in \p{L}{3})|[，,]?(?:因为|由于|而不是|不是"
            + @"|即|也就是|（)|\s[—–]\s(?=\p{L})|;\s(?=\p{L}{2}(?!d\b))",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Remark();
}
