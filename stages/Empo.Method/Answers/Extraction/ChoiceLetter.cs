using System.Text.RegularExpressions;

namespace Empo.Method.Answers;

/// <summary>
/// The letter that a response to a multiple-choice question settles on, <c>A</c> to <c>J</c> (ten options, as in MMLU-Pro): in the last box; else behind the
/// last "answer", "option" or "choice"; else the last letter in parentheses; else a last line that is a letter.
/// </summary>
internal static partial class ChoiceLetter
{
    /// <summary>A conclusion stands at the end.</summary>
    private const int SearchedCharacters = 20_000;

    private const string Letter = @"(?:[B-HJ](?![\w'])|[AI](?![\w']|\s+(?!because|since|as|and)[a-z]))";

    /// <summary>The letter as a capital, or null. A box that names no letter is no choice; so is one that was never closed.</summary>
    public static string? In(string response)
    {
        string end = response.Length > SearchedCharacters ? response[^SearchedCharacters..] : response;
        if (response.Contains(@"\boxed", StringComparison.Ordinal))
        {
            return BoxedAnswer.Find(response, false) is { } box && Whole().Match(box.Content) is { Success: true } letter ? Capital(letter) : null;
        }

        return new[] { Announced(), Parenthesised(), LastLine() }.Select(pattern => pattern.Match(end)).FirstOrDefault(match => match.Success) is { } found ? Capital(found) : null;
    }

    private static string Capital(Match match) => match.Groups[1].Value.ToUpperInvariant();

    // "(C)", "C.", "C) 12", "\text{C}", "\mathbf{(C)}", "Option C: twelve", "c". Atomic groups: what stands before the letter can be cut up in one way only, and trying
    // others would be quadratic in white space.
    [GeneratedRegex(@"^(?>[\s$]*)(?>(?:\\[a-zA-Z]+\s*\{\s*)*)(?>(?:(?:option|choice|answer)\s*:?\s*)?)[({\[]?\s*([A-Ja-j])\s*(?:[)}\].:]|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"\b(?i:answer|option|choice)\b[^A-Za-z0-9\n]{0,12}(?i:is|was|(?:would|should|must) be)?[^A-Za-z0-9\n]{0,12}(?:(?i:option|choice)[^A-Za-z0-9\n]{0,6})?(?:\\(?:text|mathrm|mathbf|textbf)\{\s*\(?)?(" + Letter + ")", RegexOptions.RightToLeft | RegexOptions.CultureInvariant)]
    private static partial Regex Announced();

    [GeneratedRegex(@"\(([A-Ja-j])\)", RegexOptions.RightToLeft | RegexOptions.CultureInvariant)]
    private static partial Regex Parenthesised();

    // From the end, because every line break would be a start from the left.
    [GeneratedRegex(@"(?:^|\n)[\s*_]*([A-J])[\s.*_)]*$", RegexOptions.RightToLeft | RegexOptions.CultureInvariant)]
    private static partial Regex LastLine();
}
