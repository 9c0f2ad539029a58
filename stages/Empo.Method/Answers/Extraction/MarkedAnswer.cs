using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Extraction;

/// <summary>
/// Answers that a special format marks: <c>&lt;answer&gt;5&lt;/answer&gt;</c>, the last line <c>#### 5</c> of GSM8K, <c>"answer":
/// "5"</c> in JSON.
/// </summary>
internal static partial class MarkedAnswer
{
    /// <summary>The content of the last mark, or null. Tags take precedence over lines, and lines over keys.</summary>
    public static string? Find(string text) => Marked(text) is { } marked && !AnswerLabel.IsPlaceholder(marked) ? marked : null;

    private static string? Marked(string text) =>
        (text.Contains('<', StringComparison.Ordinal) ? Last(Tag(), text) : null)
        ?? (text.Contains("####", StringComparison.Ordinal) ? Last(Line(), text) : null)
        ?? (text.Contains('"', StringComparison.Ordinal) ? Last(Key(), text) : null);

    private static string? Last(Regex mark, string text)
    {
        Match? match = mark.Matches(text).LastOrDefault();
        string content = match?.Groups["answer"].Value.Trim() ?? "";
        if (match is null || content.Length == 0)
        {
            return null;
        }

        string plain = match.Groups["quoted"].Success
            ? content.Replace(@"\""", "\"", StringComparison.Ordinal).Replace(@"\\", @"\", StringComparison.Ordinal)
            : content;
        return BareAnswer.Is(plain) ? plain : StatedAnswer.Behind(plain);
    }

    [GeneratedRegex(
        @"<(?:final[_ ]?)?answer>(?<answer>[^<>]{0,2000}|(?:(?!</?(?:final[_ ]?)?answer>).){0,2000})</(?:final[_ ]?)?answer>",
        RegexOptions.IgnoreCase | RegexOptions.Singleline
    )]
    private static partial Regex Tag();

    // Headings of four marks are followed by words and by text.
    [GeneratedRegex(
        @"^[ \t]*####[ \t]*(?<answer>[^\n#]{1,300})$(?=\s*\z)|^[ \t]*####[ \t]*(?<answer>[-+]?\\?\$?[\d.,]+[ \t]*%?)[ \t]*$",
        RegexOptions.Multiline
    )]
    private static partial Regex Line();

    [GeneratedRegex(
        @"""(?:final[_ ]?|correct[_ ]?)?answer""\s{0,9}:\s{0,9}"
            + @"(?:""(?<answer>(?<quoted>)(?:[^""\\]|\\.){0,1000})""|(?<answer>\[[^\[\]]{0,1000}\]|[-\w.+/]{1,100}))",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Key();
}
