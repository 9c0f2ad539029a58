using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Extraction;

/// <summary>
/// The letter that a response to a multiple-choice question settles on, <c>A</c> to <c>J</c> (ten options, as in MMLU-Pro): in the last
/// box; else where the response says it last, "the answer is C" or "C is correct"; else a line that is an option, <c>C. twelve</c>; else
/// the last "option C"; else the last letter in parentheses.
/// </summary>
internal static partial class ChoiceLetter
{
    /// <summary>The letter as a capital, or null. A box that names no letter is no choice; so is one that was never closed.</summary>
    public static string? In(string response)
    {
        if (response.Contains(@"\boxed", StringComparison.Ordinal) || response.Contains(@"\fbox", StringComparison.Ordinal))
        {
            return
                BoxedAnswer.Find(response, acceptsUnclosed: false) is { } box
                && Whole().Match(Plain(box.Content)) is { Success: true } letter
                ? Capital(letter)
                : null;
        }

        string end = AnswerSearch.Tail(response);
        if (MarkedAnswer.Find(end) is { } marked && Whole().Match(Plain(marked)) is { Success: true } mark)
        {
            return Capital(mark);
        }

        string text = Plain(end);
        return Stated(text) ?? OptionLines.Letter(text) ?? Last(ChoicePhrases.Mentioned, text) ?? Last(ChoicePhrases.Parenthesised, text);
    }

    // Of all phrases the one that comes last.
    private static string? Stated(string text) => ChoicePhrases.Stated
        .SelectMany(phrase => phrase.Matches(text))
        .MaxBy(match => match.Index + match.Length) is { } last ? Capital(last) : null;

    private static string? Last(Regex phrase, string text) => phrase.Matches(text).LastOrDefault() is { } last ? Capital(last) : null;

    private static string Capital(Match match) => match.Groups["letter"].Value.ToUpperInvariant();

    // Full-width letters and brackets as plain ones, without bold type and quotation marks, so that one pattern says it all; no character
    // changes its place by more than that.
    private static string Plain(string text) => Dress().Replace(string.Concat(text.Select(Narrow)), "");

    private static char Narrow(char character) => character switch
    {
        >= '！' and <= '～' => (char)(character - 0xFEE0),
        '。' or '．' => '.',
        '、' => ',',
        '【' or '〔' or '［' or '「' => '[',
        '】' or '〕' or '］' or '」' => ']',
        '\u00A0' or '\u3000' => ' ',
        '’' => '\'',
        _ => character,
    };

    [GeneratedRegex(
        @"\*{1,3}|__+|[""“”`$]|\\[(),;:!](?![A-Ja-j]\\\))|\\(?:text|textbf|mathbf|mathrm|textrm|textit|mbox|mathsf|mathit|bf"
            + @"|rm)(?:\s*(?=\{)|\s)|(?<=\{\s{0,3})\\bf\s"
    )]
    private static partial Regex Dress();

    // "(C)", "C.", "C) 12", "{C}", "{(C)}", "Option C: twelve", "c". Atomic groups: what stands before the letter can be cut up in one way
    // only, and trying others would be quadratic in white space.
    [GeneratedRegex(
        @"^(?>[\s{]*)(?>(?:(?:the\s|final\s|correct\s)*(?:option|choice"
            + @"|answer)\s*(?:is\s*)?:?\s*)?)(?>[({\[\s]*)(?<letter>[A-Ja-j])\s*(?:[)}\].:]|,\s*[^\sA-J]|$)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Whole();
}
