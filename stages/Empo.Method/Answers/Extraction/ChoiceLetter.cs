using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Extraction;

/// <summary>
/// The letter that a response to a multiple-choice question decides on, <c>A</c> to <c>J</c> (ten options, as in MMLU-Pro). Sources in this
/// order: the last box; the last statement such as "the answer is C" or "C is correct"; a line that is an option, <c>C. twelve</c>; the
/// last "option C"; the last letter in parentheses.
/// </summary>
internal static partial class ChoiceLetter
{
    /// <summary>The letter as a capital, or null. A box without a letter is not a choice, nor is a box that was never closed.</summary>
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

    // The last match of all phrases.
    private static string? Stated(string text) => ChoicePhrases.Stated
        .SelectMany(phrase => phrase.Matches(text))
        .MaxBy(match => match.Index + match.Length) is { } last ? Capital(last) : null;

    private static string? Last(Regex phrase, string text) => phrase.Matches(text).LastOrDefault() is { } last ? Capital(last) : null;

    private static string Capital(Match match) => match.Groups["letter"].Value.ToUpperInvariant();

    // Turns full-width letters and brackets into plain ones, and removes bold type and quotation marks, so that one pattern covers all
    // forms. Nothing else moves a character.
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

    // "(C)", "C.", "C) 12", "{C}", "{(C)}", "Option C: twelve", "c". Atomic groups: the text before the letter can be split in one way
    // only, and trying others would be quadratic in white space.
    [GeneratedRegex(
        @"^(?>[\s{]*)(?>(?:(?:the\s|final\s|correct\s)*(?:option|choice"
            + @"|answer)\s*(?:is\s*)?:?\s*)?)(?>[({\[\s]*)(?<letter>[A-Ja-j])\s*(?:[)}\].:]|,\s*[^\sA-J]|$)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Whole();
}
