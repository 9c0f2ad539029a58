using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Extraction;

/// <summary>
/// Finds answers in LaTeX only, for pairs whose plain numbers and words do not count: the last formula after the strongest phrase, else the
/// last formula of all.
/// </summary>
internal static partial class FormulaSearch
{
    private const int MaxStatement = 2_500;
    private const int MaxPhrases = 4;
    private const int MaxJoined = 64;

    private static readonly Regex[] Phrases = [AnswerPhrases.FinalAnswerIs(), FinalAnswer(), AnswerColon(), Answer()];

    /// <summary>The formula, or null.</summary>
    public static string? Find(string response)
    {
        string text = AnswerSearch.Tail(response);
        foreach (Regex phrase in Phrases)
        {
            foreach (Match match in phrase.Matches(text).Reverse().Take(MaxPhrases))
            {
                int start = match.Index + match.Length;
                if (In(text.Substring(start, Math.Min(MaxStatement, text.Length - start)), isSentence: true) is { } answer)
                {
                    return answer;
                }
            }
        }

        return Anywhere(text);
    }

    /// <summary>The whole text where it consists only of formulas, else the last formula.</summary>
    public static string? Anywhere(string text) =>
        In(AnswerSearch.Tail(text), isSentence: false)
        ?? (text.Contains('\\', StringComparison.Ordinal) && !Prose.IsIn(text) ? text.Trim() : null);

    private static string? In(string fragment, bool isSentence)
    {
        string text = fragment.TrimStart(' ', ':', '*', '\n', '\t', '\r');
        List<TextPlace> formulas = FormulaScanner.Find(text);
        string sentence = isSentence ? SentenceSplitter.Split(text, formulas).First().In(text) : text.Trim();
        formulas.RemoveAll(formula => formula.End > sentence.Length);
        if (formulas.Count == 0)
        {
            return null;
        }

        return Prose.IsIn(FormulaScanner.Without(sentence, formulas)) ? Joined(sentence, formulas) : sentence.Trim();
    }

    // The last formula, with the ones before it where only list separators are between them.
    private static string Joined(string text, List<TextPlace> formulas)
    {
        int first = formulas.Count - 1;
        while (first > 0 && formulas.Count - first < MaxJoined && IsJoint(text[formulas[first - 1].End..formulas[first].Start]))
        {
            first--;
        }

        string joined = string.Join(", ", formulas.Skip(first).Select(formula => formula.In(text)));
        return AnswerSearch.IsPercentBehind(text.AsSpan(formulas[^1].End)) ? joined + " percent" : joined;
    }

    private static bool IsJoint(string gap) => gap.Length < 20 && Joint().IsMatch(gap);

    [GeneratedRegex(@"(?<!\{)final answer\**\s*(?:is|:)?", RegexOptions.IgnoreCase)]
    private static partial Regex FinalAnswer();

    [GeneratedRegex(@"(?<!\{)answers?\**(?>\s*)(?:is|are)?(?>\s*):", RegexOptions.IgnoreCase)]
    private static partial Regex AnswerColon();

    [GeneratedRegex(@"(?<!\{)answers?\s+(?:is|are)?", RegexOptions.IgnoreCase)]
    private static partial Regex Answer();

    [GeneratedRegex(@"^\s*(?:,|;|and|or|,\s*and|,\s*or)\s*$")]
    private static partial Regex Joint();
}
