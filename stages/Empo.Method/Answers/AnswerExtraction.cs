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
    /// The answer of a response under a policy, or null. A box beats everything but a later "final answer is … I hope" sentence; then
    /// come, in this order, "final answer", "answer:", "answer is", the last formula, the last number.
    /// <para>
    /// Boxes that follow one another directly are one answer, a list without repeats: <c>\boxed{1} and \boxed{2}</c> gives <c>1, 2</c>.
    /// Linear in the length; never throws.
    /// </para>
    /// </summary>
    public static string? Extract(string response, ExtractionPolicy policy)
    {
        if (policy == ExtractionPolicy.None)
        {
            return string.IsNullOrWhiteSpace(response) ? null : response.Trim();
        }

        if (policy == ExtractionPolicy.Choice)
        {
            return ChoiceLetter.In(response);
        }

        bool accepts = policy is not (ExtractionPolicy.Boxed or ExtractionPolicy.BoxedOrPhrase);
        (string Content, int Position)? box = BoxedAnswer.Find(response, accepts);
        if (policy == ExtractionPolicy.Boxed)
        {
            return box?.Content;
        }

        bool onlyLatex = policy == ExtractionPolicy.AnyLatex;
        (string Content, int Position)? sentence = AnswerSearch.InHopefulSentence(response);
        if (sentence is { } hopeful && (box is null || hopeful.Position > box.Value.Position) && AnswerSearch.Anywhere(hopeful.Content, onlyLatex) is { } stated)
        {
            return stated;
        }

        return policy switch
        {
            _ when box is { } found => found.Content,
            ExtractionPolicy.AnyNumber => AnswerSearch.LastNumber(response),
            ExtractionPolicy.BoxedOrPhrase when BoxedAnswer.IsCutOff(response) => null,
            ExtractionPolicy.BoxedOrPhrase => AnswerSearch.BehindPhrase(response, onlyLatex),
            _ => AnswerSearch.BehindPhrase(response, onlyLatex) ?? AnswerSearch.Anywhere(response, onlyLatex),
        };
    }

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
