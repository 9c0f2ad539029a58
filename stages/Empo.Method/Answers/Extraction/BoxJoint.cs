using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Extraction;

/// <summary>
/// Whether two boxes are parts of one answer. They are when the text between them is empty, or says no more than "and": within one
/// sentence, with a comma, a semicolon or such a word, and nothing that retracts the first box. Otherwise the later box corrects the
/// earlier one.
/// </summary>
internal static partial class BoxJoint
{
    private const int Longest = 70;

    /// <summary>Whether the text between two boxes joins them.</summary>
    public static bool Joins(string gap) =>
        gap.Length < Longest
        && (Nothing().IsMatch(gap) || (Joint().IsMatch(gap) && !NewSentence().IsMatch(gap) && !Correction().IsMatch(gap)));

    // Math delimiters, spaces and one line end; or a few signs.
    [GeneratedRegex(@"^(?:[ \t\r$*]|\\[()\[\],;: ]|\\q?quad)*\n?(?:[ \t\r$*]|\\[()\[\],;: ]|\\q?quad)*\z|^[^\p{L}.?!。？！:：→⇒\n]{0,9}\z")]
    private static partial Regex Nothing();

    [GeneratedRegex(
        @"[,;，；、&]|\b(?:and|or|und|oder|et|ou|y|o|e)\b|[或和与及]|また|または|と|및|와|과|또는",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Joint();

    [GeneratedRegex(@"[?？!！。]|\.(?:\s|\$|$)|\n\s*\n")]
    private static partial Regex NewSentence();

    [GeneratedRegex(
        @"\b(?:no|not|isn't|wasn't|wrong|incorrect|invalid|mistake|error|wait|actually|but|however|instead|rather|correct(?:ed|ion"
            + @"|ing)?|sorry|so|thus|hence|therefore|which|because|since|check(?:ing|ed)?|again|gives|becomes?|simplif\w+|i\.e|means"
            + @"|meaning|same|equal|should|final(?:ly)?)\b|不|错|而|但|所以|因此|故|即|应|最终|更正",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Correction();
}
