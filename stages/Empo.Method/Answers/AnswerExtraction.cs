using Empo.Method.Answers;

namespace Empo.Method;

/// <summary>Finds the final answer of a response. A response without an answer gives null, never an empty text.</summary>
public static class AnswerExtraction
{
    /// <summary>
    /// Content of the last <c>\boxed{…}</c>, or of the last <c>\fbox{…}</c> where no <c>\boxed</c> occurs; braces balanced,
    /// <c>\{</c> and <c>\}</c> not counted, surrounding white space removed.
    /// <para>
    /// Null when there is no box, when the last one is not closed (a truncated response has no answer, even if an earlier box was
    /// closed), when no brace follows the command, and when the box is empty. Linear in the length; never throws.
    /// </para>
    /// <para>Example: <c>so \boxed{1}, no, \boxed{\frac{1}{2}}</c> gives <c>\frac{1}{2}</c>.</para>
    /// <para>
    /// Source: the extraction of the EMPO repository (verl tree). Differences: released code requires the brace directly after
    /// the command and yields "" for any <c>\fbox</c>, which it finds but cannot strip; here spaces may stand between and a
    /// framed answer counts.
    /// </para>
    /// </summary>
    public static string? LastBox(string response)
    {
        int boxed = response.LastIndexOf(@"\boxed", StringComparison.Ordinal);
        if (boxed >= 0)
        {
            return BracedContent(response, boxed + @"\boxed".Length);
        }

        int framed = response.LastIndexOf(@"\fbox", StringComparison.Ordinal);
        return framed >= 0 ? BracedContent(response, framed + @"\fbox".Length) : null;
    }

    /// <summary>
    /// The answer of a response under a policy, or null; characters that nobody sees are no part of it. A box beats everything but a later
    /// "final answer is … I hope" sentence; then come, in this order, tags and other marks, "final answer", "answer:", "answer is" and the
    /// like in other languages, the last expression.
    /// <para>
    /// A later box corrects an earlier one; boxes joined by "and", a comma or the like are one answer, a list without repeats: <c>\boxed{1}
    /// and \boxed{2}</c>
    /// gives <c>1, 2</c>. Linear in the length; never throws.
    /// </para>
    /// </summary>
    public static string? Extract(string response, ExtractionPolicy policy)
    {
        string text = VisibleText.Of(response);
        return policy switch
        {
            ExtractionPolicy.None => string.IsNullOrWhiteSpace(text) ? null : text.Trim(),
            ExtractionPolicy.Choice => ChoiceLetter.In(text),
            ExtractionPolicy.Boxed => BoxedAnswer.Find(text, acceptsUnclosed: false)?.Content,
            _ => InBoxOrHope(text, policy) ?? Elsewhere(text, policy),
        };
    }

    private static string? InBoxOrHope(string text, ExtractionPolicy policy)
    {
        (string Content, int Position)? box = BoxedAnswer.Find(text, acceptsUnclosed: policy != ExtractionPolicy.BoxedOrPhrase);
        if (AnswerSearch.InHopefulSentence(text) is { } hopeful && (box is null || hopeful.Position > box.Value.Position))
        {
            string? stated =
                policy == ExtractionPolicy.AnyLatex ? FormulaSearch.Anywhere(hopeful.Content) : AnswerSearch.Anywhere(hopeful.Content);
            return stated ?? box?.Content;
        }

        return box?.Content;
    }

    private static string? Elsewhere(string text, ExtractionPolicy policy) => policy switch
    {
        ExtractionPolicy.AnyNumber => AnswerSearch.LastNumber(text),
        ExtractionPolicy.AnyLatex => FormulaSearch.Find(text),
        ExtractionPolicy.BoxedOrPhrase => BoxedAnswer.IsCutOff(text) ? null : AnswerSearch.BehindPhrase(text),
        _ => AnswerSearch.BehindPhrase(text) ?? AnswerSearch.Anywhere(text),
    };

    private static string? BracedContent(string text, int position)
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
        {
            position++;
        }

        if (position == text.Length || text[position] != '{')
        {
            return null;
        }

        int close = ClosingBrace(text, position);
        if (close < 0)
        {
            return null;
        }

        ReadOnlySpan<char> content = text.AsSpan(position + 1, close - position - 1).Trim();
        return content.IsEmpty ? null : content.ToString();
    }

    private static int ClosingBrace(string text, int open)
    {
        int depth = 0;
        for (int i = open; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\':
                    i++;
                    break;
                case '{':
                    depth++;
                    break;
                case '}' when --depth == 0:
                    return i;
                default:
                    break;
            }
        }

        return -1;
    }
}
