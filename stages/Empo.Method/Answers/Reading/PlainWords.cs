
namespace Empo.Method.Answers.Reading;

/// <summary>Classifies a run of plain letters in an answer: a function, a word, a unit after a number, or a product of variables.</summary>
internal static class PlainWords
{
    private static readonly HashSet<string> Joining = new(StringComparer.Ordinal) { "and", "or" };

    private static readonly HashSet<string> Percents = new(StringComparer.Ordinal) { "percent", "percentage", "pct" };

    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "pi", "sqrt", "theta", "alpha", "beta", "gamma", "lambda", "infinity", "inf", "infty",
    };

    // List separators ("and", "or") in other languages.
    private static readonly Dictionary<string, string> ForeignJoints = new(StringComparer.Ordinal)
    {
        ["或"] = "or",
        ["或者"] = "or",
        ["和"] = "and",
        ["及"] = "and",
        ["与"] = "and",
        ["且"] = "and",
        ["以及"] = "and",
        ["または"] = "or",
        ["と"] = "and",
        ["および"] = "and",
        ["oder"] = "or",
        ["und"] = "and",
    };

    private static readonly HashSet<string> Gluable = new(StringComparer.Ordinal)
    {
        "sin", "cos", "tan", "cot", "sec", "csc", "log", "ln", "arcsin", "arccos", "arctan", "pi", "sqrt", "theta",
    };

    /// <summary>The parts of a run of letters, each with its kind, in order. Together the parts make up the run.</summary>
    /// <param name="run">Letters of one script.</param>
    /// <param name="before">The token before it.</param>
    /// <param name="surroundings">The surroundings of the run.</param>
    public static IEnumerable<(TokenKind Kind, string Text)> Split(string run, AnswerToken? before, RunSurroundings surroundings)
    {
        if (ForeignJoints.TryGetValue(run, out string? joint))
        {
            return [(TokenKind.Text, joint)];
        }

        if (run.Any(character => !char.IsAscii(character)))
        {
            return [(TokenKind.Text, run)];
        }

        if (run.Length == 1)
        {
            return [(TokenKind.Letter, run)];
        }

        if (Joining.Contains(run) || Percents.Contains(run) || MagnitudeOf(run) > 0 || (IsValue(before) && CountedNouns.Contains(run)))
        {
            return [(TokenKind.Text, run)];
        }

        if (IsNamed(run) && !(run.Length == 2 && run != "pi" && run != "ln" && surroundings.IsAtEnd))
        {
            return [(TokenKind.Command, @"\" + run)];
        }

        // "1orW(x)=-1": words that lost the space after them.
        if (IsValue(before) && Joining.FirstOrDefault(word => run.StartsWith(word, StringComparison.Ordinal)) is { } lost)
        {
            return [(TokenKind.Text, lost), .. Split(run[lost.Length..], null, surroundings)];
        }

        return PartsOfFunction(run) ?? (LetterRuns.IsProduct(run, surroundings) ? Letters(run) : [(TokenKind.Text, run)]);
    }

    // "sinx", "2rpi": a function or π with one or two letters at one end.
    private static IEnumerable<(TokenKind Kind, string Text)>? PartsOfFunction(string run)
    {
        if (LetterRuns.IsCommonWord(run))
        {
            return null;
        }

        for (int length = run.Length - 1; length >= Math.Max(2, run.Length - 2); length--)
        {
            if (Gluable.Contains(run[..length]))
            {
                return [(TokenKind.Command, @"\" + run[..length]), .. Letters(run[length..])];
            }

            if (Gluable.Contains(run[^length..]))
            {
                return [.. Letters(run[..^length]), (TokenKind.Command, @"\" + run[^length..])];
            }
        }

        return null;
    }

    private static IEnumerable<(TokenKind Kind, string Text)> Letters(string run) =>
        run.Select(letter => (TokenKind.Letter, letter.ToString()));

    private static bool IsNamed(string run) => Names.Contains(run) || CommandTable.Functions.ContainsKey(run);

    /// <summary>Whether words before a number say nothing about it: currencies, "about".</summary>
    public static bool IsIntroduction(string words) =>
        words.Trim('.', ' ').ToLowerInvariant()
            is "about"
                or "approximately"
                or "approx"
                or "exactly"
                or "roughly"
                or "only"
                or "just"
                or "around"
                or "precisely"
                or "circa"
                or "ca"
                or "about the"
                or "the number"
                or "the value"
                or "the point"
                or "point"
                or "a total of"
                or "total of"
                or "约"
                or "大约"
                or "约为";

    /// <summary>Whether words are letters of options: "B, D", "B and D".</summary>
    public static bool IsLetterList(string words) =>
        words.Split([" ", ",", ";", "&", "and"], StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } letters
        && letters.All(letter => letter is [>= 'A' and <= 'Z'])
        && words.AsSpan().IndexOfAny(",;&d") > 0;

    /// <summary>The power of ten that "million" and similar words stand for, 0 for other words.</summary>
    public static int MagnitudeOf(string words) => words.Split(' ')[0] switch
    {
        "hundred" => 2,
        "thousand" => 3,
        "million" => 6,
        "billion" => 9,
        "trillion" => 12,
        _ => 0,
    };

    /// <summary>Whether words after a quantity add nothing to it: "5 km in total".</summary>
    public static bool IsHarmless(string words) =>
        words.Trim(' ', '.', ',', '(', ')')
            is "approximately"
                or "approx"
                or "about"
                or "roughly"
                or "exactly"
                or "in total"
                or "total"
                or "altogether"
                or "long"
                or "tall"
                or "wide"
                or "high"
                or "deep"
                or "old"
                or "away"
                or "apart"
                or "each";

    /// <summary>Whether a word means "percent".</summary>
    public static bool IsPercent(string word) => Percents.Contains(word) || word is "per cent" or "percents";

    /// <summary>Whether words only announce a condition.</summary>
    public static bool IsConditional(string words) => words.Trim(' ', ',') is "if" or "for" or "when" or "where" or "with" or "as";

    /// <summary>Whether a word means "or".</summary>
    public static bool IsOr(string word) => word.Trim(' ', ',') is "or" or "或" or "或者";

    /// <summary>Whether a word joins answers into a list.</summary>
    public static bool IsJoining(string word) =>
        Joining.Contains(word) || word is "," or ";" or "and " or ", and" or ", or" or "或" or "和" or "或者";

    private static bool IsValue(AnswerToken? before) =>
        before
            is { Kind: TokenKind.Number or TokenKind.Unit }
                or { Kind: TokenKind.Sign, Text: ")" or "]" or "}" }
                or { Text: @"\pi" or @"\}" };
}
