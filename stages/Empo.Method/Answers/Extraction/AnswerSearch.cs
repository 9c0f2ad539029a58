using System.Text.RegularExpressions;

namespace Empo.Method.Answers;

/// <summary>Answers outside boxes: behind phrases, in formulas, as plain numbers.</summary>
internal static partial class AnswerSearch
{
    /// <summary>Longest part of a response, from its end, that is searched for phrases and formulas.</summary>
    private const int Window = 20_000;

    // Bounds that keep the search linear.
    private const int LongestStatement = 2_500;
    private const int MostPhrases = 4;
    private const int MostJoined = 64;

    // From the strongest phrase to the weakest; of one phrase the last occurrence counts.
    private static readonly Regex[] Phrases = [FinalAnswerIs(), FinalAnswer(), AnswerColon(), Answer()];

    /// <summary>The answer between "final answer is" and "I hope it is correct", with its place, or null.</summary>
    public static (string Content, int Position)? InHopefulSentence(string response)
    {
        int hope = response.LastIndexOf("I hope", StringComparison.OrdinalIgnoreCase);
        if (hope < 0)
        {
            return null;
        }

        int start = Math.Max(0, hope - 2_000);
        Match? match = FinalAnswerIs().Matches(response[start..hope]).Cast<Match>().LastOrDefault();
        return match is null ? null : (response[(start + match.Index + match.Length)..hope], start + match.Index);
    }

    /// <summary>The answer behind the strongest phrase, or null.</summary>
    public static string? BehindPhrase(string response, bool onlyLatex)
    {
        string text = Tail(response);
        foreach (Regex phrase in Phrases)
        {
            foreach (Match match in phrase.Matches(text).Cast<Match>().Reverse().Take(MostPhrases))
            {
                int start = match.Index + match.Length;
                if (InFragment(text.Substring(start, Math.Min(LongestStatement, text.Length - start)), onlyLatex, isSentence: true) is { } answer)
                {
                    return answer;
                }
            }
        }

        return null;
    }

    /// <summary>The whole text where it is nothing but an answer, else its last formula or number.</summary>
    public static string? Anywhere(string response, bool onlyLatex) => InFragment(Tail(response), onlyLatex, isSentence: false);

    /// <summary>The last plain number, decimal comma understood.</summary>
    public static string? LastNumber(string response)
    {
        // 1 000 000: spaces between groups of three.
        string text = SpacedThousands().Replace(Tail(response), "");
        Match? match = PlainNumber().Matches(text).Cast<Match>().LastOrDefault();
        if (match is null)
        {
            return null;
        }

        bool isDecimalComma = match.Value.Count(character => character == ',') == 1 && !match.Value.Contains('.', StringComparison.Ordinal) && !Thousands().IsMatch(match.Value);
        return isDecimalComma ? match.Value.Replace(',', '.') : match.Value;
    }

    /// <summary>Whether "percent" follows an answer directly.</summary>
    public static bool IsPercentBehind(ReadOnlySpan<char> rest) => PercentBehind().IsMatch(rest[..Math.Min(rest.Length, 40)]);

    private static string Tail(string response) => response.Length <= Window ? response : response[^Window..];

    private static string? InFragment(string fragment, bool onlyLatex, bool isSentence)
    {
        string text = fragment.TrimStart(' ', ':', '*', '\n', '\t', '\r');
        List<TextPlace> formulas = FormulaScanner.Find(text);
        string sentence = isSentence ? FirstSentence(text, formulas) : text.Trim();
        formulas.RemoveAll(formula => formula.End > sentence.Length);
        bool isOnlyAnswer = !HasProse(FormulaScanner.Without(sentence, formulas)) && !string.IsNullOrWhiteSpace(sentence);
        if (isOnlyAnswer && (!onlyLatex || formulas.Count > 0))
        {
            return sentence.Trim();
        }

        if (formulas.Count > 0 && (onlyLatex || !PlainNumber().IsMatch(sentence[formulas[^1].End..])))
        {
            return Joined(sentence, formulas);
        }

        if (onlyLatex)
        {
            return isSentence ? null : LatexOnly(text);
        }

        Match? number = PlainNumber().Matches(sentence).Cast<Match>().LastOrDefault();
        return number?.Value ?? (isSentence && sentence.Split(' ').Length <= 4 && !string.IsNullOrWhiteSpace(sentence) ? sentence.Trim() : null);
    }

    // Without delimiters a text of commands is still LaTeX.
    private static string? LatexOnly(string text) => text.Contains('\\', StringComparison.Ordinal) && !HasProse(text) ? text : null;

    // Up to the full stop that ends it; stops inside formulas and decimals do not.
    private static string FirstSentence(string text, List<TextPlace> formulas)
    {
        int formula = 0;
        foreach (Match end in SentenceEnd().Matches(text))
        {
            while (formula < formulas.Count && formulas[formula].End <= end.Index)
            {
                formula++;
            }

            if (formula == formulas.Count || end.Index < formulas[formula].Start)
            {
                return text[..end.Index];
            }
        }

        return text;
    }

    /// <summary>Whether text outside formulas holds words that are neither units nor joints of a list.</summary>
    private static bool HasProse(string text) => Word().Matches(Command().Replace(text, " ")).Any(word =>
        !PlainWords.IsJoining(word.Value) && !PlainWords.IsPercent(word.Value) && UnitTable.Find(word.Value) is null && !UnitTable.IsCount(word.Value)
        && !CommandTable.Functions.ContainsKey(word.Value) && word.Value is not ("pi" or "sqrt" or "infinity" or "inf" or "theta"));

    // The last formula, with those before it where nothing but a joint of a list stands between.
    private static string Joined(string text, List<TextPlace> formulas)
    {
        int first = formulas.Count - 1;
        while (first > 0 && formulas.Count - first < MostJoined && IsJoint(text[formulas[first - 1].End..formulas[first].Start]))
        {
            first--;
        }

        string joined = string.Join(", ", formulas.Skip(first).Select(formula => formula.In(text)));
        return IsPercentBehind(text.AsSpan(formulas[^1].End)) ? joined + " percent" : joined;
    }

    private static bool IsJoint(string gap) => gap.Length < 20 && Joint().IsMatch(gap);

    [GeneratedRegex(@"(?<!\{)final answer(?: is|:)(?: the)?(?: final answer is)?\s*:?", RegexOptions.IgnoreCase)]
    private static partial Regex FinalAnswerIs();

    [GeneratedRegex(@"(?<!\{)final answer\**\s*(?:is|:)?", RegexOptions.IgnoreCase)]
    private static partial Regex FinalAnswer();

    [GeneratedRegex(@"(?<!\{)answers?\**\s*(?:is|are)?\s*:", RegexOptions.IgnoreCase)]
    private static partial Regex AnswerColon();

    [GeneratedRegex(@"(?<!\{)answers?\s+(?:is|are)?", RegexOptions.IgnoreCase)]
    private static partial Regex Answer();

    [GeneratedRegex(@"\.(?=\s|$)|\n|(?<=[\s\$])I hope", RegexOptions.None)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\\(?:text|mathrm|textbf|mbox|textit|textrm)\s*\{[^{}]*\}|\\[A-Za-z]+|\\.")]
    private static partial Regex Command();

    // Of the short words only those that are no unit and hardly a product of variables.
    [GeneratedRegex(@"[A-Za-z]{3,}|\b(?:So|so|It|it|We|we|By|As|is)\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<![A-Za-z\d_.,])[-+]?(?>(?:\d[\d,]*(?:\.\d+)?|\.\d+))(?:[eE][-+]?\d+)?(?:\s*/\s*\d+)?(?:\s*(?:%|percent\b|percentage\b|pct\b))?(?![A-Za-z\d]*[A-Za-z]\d)")]
    private static partial Regex PlainNumber();

    [GeneratedRegex(@"(?<=\b\d{1,3}(?: \d{3}){0,8}) (?=\d{3}(?!\d))")]
    private static partial Regex SpacedThousands();

    [GeneratedRegex(@"^[-+]?[1-9]\d{0,2}(?:,\d{3})+$")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^\s*(?:,|;|and|or|,\s*and|,\s*or)\s*$")]
    private static partial Regex Joint();

    [GeneratedRegex(@"^\s*(?:\$|\\\)|\\\])?\s*\\?(?:%|percent\b|percentage\b|pct\b)")]
    private static partial Regex PercentBehind();
}
