namespace Empo.Method.Answers;

/// <summary>What a run of plain letters in an answer is: a function, a word, a unit after a number, or a product of variables.</summary>
internal static class PlainWords
{
    private static readonly HashSet<string> Joining = new(StringComparer.Ordinal) { "and", "or" };

    private static readonly HashSet<string> Percents = new(StringComparer.Ordinal) { "percent", "percentage", "pct" };

    private static readonly HashSet<string> Names = new(StringComparer.Ordinal) { "pi", "sqrt", "theta", "alpha", "beta", "gamma", "lambda", "infinity", "inf", "infty" };

    /// <summary>Kind of the token that begins the run and how many letters it takes.</summary>
    public static (TokenKind Kind, int Length) Classify(string run, AnswerToken? before)
    {
        if (run.Length == 1)
        {
            return (TokenKind.Letter, 1);
        }

        if (Joining.Contains(run) || Percents.Contains(run) || (IsValue(before) && (UnitTable.Find(run) is not null || UnitTable.IsCount(run))))
        {
            return (TokenKind.Text, run.Length);
        }

        if (Names.Contains(run) || CommandTable.Functions.ContainsKey(run))
        {
            return (TokenKind.Command, run.Length);
        }

        // "15 apples": a longer word behind a number is what is counted.
        if (before?.Kind == TokenKind.Number && run.Length >= 4 && run.All(char.IsAsciiLetterLower) && run.AsSpan().IndexOfAny("aeiou") >= 0)
        {
            return (TokenKind.Text, run.Length);
        }

        // "1orW(x)=-1": words that lost the space behind them.
        foreach (string word in Joining)
        {
            if (IsValue(before) && run.StartsWith(word, StringComparison.Ordinal))
            {
                return (TokenKind.Text, word.Length);
            }
        }

        return (TokenKind.Letter, 1);
    }

    /// <summary>Whether words in front of a number say nothing about it: currencies, "about".</summary>
    public static bool IsIntroduction(string words) => words.TrimEnd('.') is "Rs" or "USD" or "US" or "INR" or "about" or "approximately" or "approx" or "exactly";

    /// <summary>Whether words are letters of options: "B, D", "B and D".</summary>
    public static bool IsLetterList(string words) =>
        words.Split([" ", ",", ";", "&", "and"], StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } letters && letters.All(letter => letter is [>= 'A' and <= 'Z']) && words.AsSpan().IndexOfAny(",;&d") > 0;

    /// <summary>The power of ten that "million" and its like stand for, 0 for other words.</summary>
    public static int MagnitudeOf(string words) => words.Split(' ')[0] switch
    {
        "hundred" => 2,
        "thousand" => 3,
        "million" => 6,
        "billion" => 9,
        "trillion" => 12,
        _ => 0,
    };

    /// <summary>Whether a word says "percent".</summary>
    public static bool IsPercent(string word) => Percents.Contains(word);

    /// <summary>Whether words only announce a condition.</summary>
    public static bool IsConditional(string words) => words.Trim(' ', ',') is "if" or "for" or "when" or "where" or "with";

    /// <summary>Whether a word joins answers to a list.</summary>
    public static bool IsJoining(string word) => Joining.Contains(word) || word is "," or ";" or "and " or ", and" or ", or";

    /// <summary>Whether a text is numbers and units and nothing else: <c>6 years</c>.</summary>
    public static bool IsAmount(string text) => char.IsAsciiDigit(text[0]) && LetterRuns(text).All(run => UnitTable.Find(run) is not null || UnitTable.IsCount(run) || Percents.Contains(run) || Joining.Contains(run));

    private static IEnumerable<string> LetterRuns(string text) =>
        string.Concat(text.Select(character => char.IsAsciiLetter(character) ? character : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsValue(AnswerToken? before) =>
        before is { Kind: TokenKind.Number } or { Kind: TokenKind.Sign, Text: ")" or "]" or "}" } or { Text: @"\pi" or @"\}" };
}
