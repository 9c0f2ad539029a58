using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Extraction;

/// <summary>Decides whether a text is only an answer: a formula, a quantity, or a few words on one line that are not a sentence.</summary>
internal static partial class BareAnswer
{
    private const int MaxLine = 160;
    private const int MaxWords = 12;

    /// <summary>Whether a text is only an answer.</summary>
    public static bool Is(string text)
    {
        string answer = text.Trim();
        if (answer.Length == 0)
        {
            return false;
        }

        List<TextPlace> formulas = FormulaScanner.Find(answer);
        string words = FormulaScanner.Without(answer, formulas);
        bool hasRemark =
            (formulas.Count > 0 || words.AsSpan().IndexOfAnyInRange('0', '9') >= 0)
            && RemarkCut.Of(answer, formulas, 1).Length < answer.Length;
        if (hasRemark || !Prose.IsIn(words))
        {
            return !hasRemark;
        }

        return answer.Length <= MaxLine
            && !words.Contains('\n', StringComparison.Ordinal)
            && words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length <= MaxWords
            && !Sentence().IsMatch(TextCommand().Replace(words, " "));
    }

    // A finite verb, a person, a word that begins a conclusion; or a full stop after several words.
    [GeneratedRegex(
        @"\b(?:is|are|was|were|be|equals?|has|have|had|gets?|got|gives?|finds?|found|obtain|becomes?|need|know|count|said|let|can"
            + @"|we|I|you|he|she|it|there|here|this|that|these|so|thus|hence|therefore|then|because|since|first|next|finally|now|final"
            + @"|answers?)\b|\w[.!]\s+\w|\s\S+\s+\S+\s+\S+[.!?:]$|所以|因此|于是|从而|综上|答案|我们|[是为得可共]|는|です|ます|。.",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\\(?:text|mathrm|textbf|mbox|textit|textrm|begin|end)\s*\{[^{}]*\}|\\[A-Za-z]+")]
    private static partial Regex TextCommand();
}
