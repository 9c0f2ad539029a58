using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Extraction;

/// <summary>
/// The answer that a statement gives: the whole expression or quantity, not its last number; a list where expressions are joined; else a
/// few words. Remarks that the sentence adds afterwards (<see cref="RemarkCut"/>) are not part of it.
/// </summary>
internal static partial class StatedAnswer
{
    private const int MaxWords = 6;
    private const int MaxText = 160;
    private const int MaxJoined = 64;

    /// <summary>The answer at the beginning of a text that follows a phrase such as "the answer is"; or null.</summary>
    public static string? Behind(string text)
    {
        string statement = Introduction.Skip(text);
        List<TextPlace> formulas = FormulaScanner.Find(statement);
        string sentence = SentenceSplitter.Split(statement, formulas).First().In(statement);
        formulas.RemoveAll(formula => formula.End > sentence.Length);
        if (NotBut().Match(sentence) is { Success: true } correction)
        {
            return Behind(correction.Groups["rest"].Value);
        }

        if (YesOrNo().Match(sentence) is { Success: true } word)
        {
            return word.Groups[1].Value;
        }

        List<TextPlace> expressions = ExpressionScanner.Find(sentence, formulas);
        string clause = RemarkCut.Of(sentence, formulas, 1);
        expressions.RemoveAll(expression => expression.End > clause.Length);
        formulas.RemoveAll(formula => formula.End > clause.Length);
        if (string.IsNullOrWhiteSpace(clause))
        {
            return null;
        }

        return !Prose.IsIn(FormulaScanner.Without(clause, formulas))
            ? Tidy(clause)
            : InClause(clause, expressions, isStatement: true) ?? Words(clause);
    }

    /// <summary>
    /// The answer anywhere in a sentence: its last expression that is not a remark, with the expressions joined to it; or null.
    /// </summary>
    public static string? Within(string sentence, List<TextPlace> formulas)
    {
        List<TextPlace> expressions = ExpressionScanner.Find(sentence, formulas);
        if (expressions.Count == 0)
        {
            return null;
        }

        string clause = RemarkCut.Of(sentence, formulas, expressions[0].End);
        expressions.RemoveAll(expression => expression.End > clause.Length);
        return InClause(clause, expressions, isStatement: false);
    }

    // In a statement, the first expression if it is at the front, else the last.
    private static string? InClause(string clause, List<TextPlace> expressions, bool isStatement)
    {
        if (expressions.Count == 0)
        {
            return null;
        }

        bool isFront = isStatement && expressions[0].Start == 0;
        List<TextPlace> joined = isFront ? Forwards(clause, expressions) : Backwards(clause, expressions);
        if (Changing().Match(clause[..joined[0].Start]) is { Success: true } changing)
        {
            return Tidy(isStatement ? clause : clause[changing.Groups[1].Index..QuantityEnd.Of(clause, joined[^1].End)]);
        }

        return isStatement && joined is [var only] && NameWithNumber().IsMatch(clause) && only.Start > 0
            ? Tidy(clause)
            : Tidy(string.Join(", ", joined.Select((expression, i) => Quantity(clause, expression, isLast: i + 1 == joined.Count))));
    }

    // Plain words are recognised as units only after digits; in "4π square meters" they must be marked as text.
    private static string Quantity(string clause, TextPlace expression, bool isLast)
    {
        int end = isLast ? QuantityEnd.Of(clause, expression.End) : QuantityEnd.UnitsEnd(clause, expression.End);
        string behind = clause[expression.End..end];
        return
            UnitWords().IsMatch(behind)
            && !char.IsAsciiDigit(clause[expression.End - 1])
            && clause[expression.End - 1] is not '$' and not ')'
            ? $@"{expression.In(clause)}\text{{ {behind.Trim()}}}"
            : clause[expression.Start..end].Trim();
    }

    private static List<TextPlace> Forwards(string clause, List<TextPlace> expressions)
    {
        int last = 0;
        while (last + 1 < Math.Min(expressions.Count, MaxJoined) && IsJoint(clause, expressions[last], expressions[last + 1]))
        {
            last++;
        }

        return expressions[..(last + 1)];
    }

    private static List<TextPlace> Backwards(string clause, List<TextPlace> expressions)
    {
        int first = expressions.Count - 1;
        while (first > 0 && expressions.Count - first < MaxJoined && IsJoint(clause, expressions[first - 1], expressions[first]))
        {
            first--;
        }

        return expressions[first..];
    }

    private static bool IsJoint(string clause, TextPlace before, TextPlace after)
    {
        int end = Math.Max(before.End, Math.Min(QuantityEnd.UnitsEnd(clause, before.End), after.Start));
        return after.Start - end < 20 && Joint().IsMatch(clause.AsSpan(end, after.Start - end));
    }

    private static string? Words(string clause)
    {
        string words = Ending().Replace(clause, "").Trim();
        return words.Length is > 0 and <= MaxText && words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length <= MaxWords
            ? Tidy(words)
            : null;
    }

    private static string? Tidy(string answer) =>
        AnswerLabel.Strip(answer.Trim().Trim('*', '`', '"', '“', '”')).Trim() is { Length: > 0 } tidy ? tidy : null;

    // "not 5 but 6"
    [GeneratedRegex(
        @"^not\s(?:(?!but\b)[^.;]){1,60}\bbut\s(?:rather\s|instead\s)?(?<rest>\S.*)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex NotBut();

    [GeneratedRegex(@"^(yes|no|true|false)\s*(?:[,;:—–-]|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex YesOrNo();

    [GeneratedRegex(@"^\s*(?:,|;|，|、|；|&|and|or|,\s*and|,\s*or|或|和)\s*(?:[A-Za-z]\s*=\s*)?$")]
    private static partial Regex Joint();

    // Words directly before a value that change it.
    [GeneratedRegex(
        @"(?<![\p{L}])((?:between|at least|at most|(?:no )?(?:more|less|fewer|greater|larger|smaller|higher|lower) than|least|most"
            + @"|than|except|excluding|besides|not|isn't|never|under|below|above|over|beyond|minus|negative|twice|thrice|double|triple"
            + @"|half(?: of)?|without|unless|until|before|after|from|up to|multiples? of|powers? of|divisible by|不是|至少|至多|大于|小于|超过|不到"
            + @"|除)\s*)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.RightToLeft
    )]
    private static partial Regex Changing();

    [GeneratedRegex(@"^ [a-z]{4,}(?: [a-z]{4,})?$")]
    private static partial Regex UnitWords();

    // Apollo 11
    [GeneratedRegex(@"^(?!The |An? |Only |About |Exactly )\p{Lu}[\p{L}'-]+ \d{1,4}$", RegexOptions.CultureInvariant)]
    private static partial Regex NameWithNumber();

    // Endings of Japanese, Korean and Hindi sentences.
    [GeneratedRegex(@"(?:です|でございます|である|となります|になります|となる|になる|だ|입니다|이다|이에요|예요|है)\s*$")]
    private static partial Regex Ending();
}
