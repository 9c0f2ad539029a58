using Empo.Method.Answers.Extraction;

namespace Empo.Method.Answers;

/// <summary>Finds the final answer of a response. A response without an answer gives null, never an empty text.</summary>
public static class AnswerExtraction
{
    /// <summary>
    /// The answer of a response under a policy, or null. Invisible characters are not part of it. A box takes precedence over everything
    /// except a later "final answer is … I hope" sentence. Then follow, in this order: tags and other marks, "final answer", "answer:",
    /// "answer is" and the like in other languages, the last expression.
    /// <para>
    /// A later box corrects an earlier one; boxes joined by "and", a comma or the like are one answer, a list without repeats: <c>\boxed{1}
    /// and \boxed{2}</c>
    /// gives <c>1, 2</c>. Takes time linear in the length; never throws.
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
}
