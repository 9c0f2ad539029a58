using System.Text.RegularExpressions;
using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Reading;

namespace Empo.Method.Answers.Extraction;

/// <summary>
/// Cuts a sentence into pieces for <see cref="ExpressionScanner"/>: in linear time, because each bracket is scanned once, from outside.
/// </summary>
internal static partial class ExpressionPieces
{
    private const string Prefixes = "-−–+±∓√∛∜~<>≤≥≠¬∑∫∏∠△";
    private const string Postfixes = "!%°'′²³¹⁰⁴⁵⁶⁷⁸⁹ⁿ⁻⁺∞";
    private const string Signs = "=*/^×·⋅÷≈≡∪∩∈∉⊂⊆∖→↔⇒∨∧&_:…⁄∶";

    /// <summary>Words of two or three letters that occur in sentences but rarely as products.</summary>
    private static readonly HashSet<string> ShortWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "but", "by", "can", "do", "due", "etc", "for", "get", "go", "got",
        "had", "has", "he", "her", "his", "how", "if", "in", "is", "it", "its", "let", "may", "me", "my", "new", "no", "not", "now", "of",
        "off", "ok", "on", "one", "or", "our", "out", "per", "put", "say", "see", "set", "she", "so", "sum", "ten", "the", "to", "too",
        "top", "two", "up", "us", "use", "was", "way", "we", "who", "why", "yes", "yet", "you",
    };

    /// <summary>The pieces in order; white space is not a piece.</summary>
    public static List<ExpressionPiece> Of(string text, IReadOnlyList<TextPlace> formulas)
    {
        List<ExpressionPiece> pieces = [];
        int[] closes = Brackets.Match(text);
        int formula = 0;
        for (int i = 0; i < text.Length;)
        {
            while (formula < formulas.Count && formulas[formula].Start < i)
            {
                formula++;
            }

            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            ExpressionPiece piece = formula < formulas.Count && formulas[formula].Start == i
                ? new(PieceKind.Formula, i, formulas[formula].Length)
                : Next(text, i, closes, pieces);
            pieces.Add(piece);
            i = piece.End;
        }

        return pieces;
    }

    private static ExpressionPiece Next(string text, int i, int[] closes, List<ExpressionPiece> before) =>
        text[i] switch
        {
            '(' or '[' or '{' => Group(text, i, i, closes),
            _ when Number().Match(text, i) is { Success: true } number => new(PieceKind.Number, i, number.Length),
            '\\' when i + 1 < text.Length && text[i + 1] == '{' => Group(text, i, i + 1, closes),
            '\\' => Command(text, i, closes),
            _ when char.IsLetter(text[i]) => Letters(text, i, before),
            var sign when Prefixes.Contains(sign, StringComparison.Ordinal) => new(PieceKind.Sign, i, 1) { IsPrefix = true },
            var sign when Postfixes.Contains(sign, StringComparison.Ordinal) => new(PieceKind.Sign, i, 1)
            {
                IsPostfix = true,
                IsPrefix = sign == '∞',
            },
            '.' when text.AsSpan(i).StartsWith("...") => new(PieceKind.Sign, i, 3) { IsPostfix = true },
            '|' => new(PieceKind.Sign, i, 1)
            {
                IsPrefix = i + 1 < text.Length && text[i + 1] != ' ',
                IsPostfix = i > 0 && text[i - 1] != ' ',
            },
            var sign when Signs.Contains(sign, StringComparison.Ordinal) => Sign(text, i),
            _ when IsFraction(text[i]) => new(PieceKind.Number, i, 1),
            _ when char.GetUnicodeCategory(text[i]) is System.Globalization.UnicodeCategory.OtherNumber => new(PieceKind.Sign, i, 1)
            {
                IsPostfix = true,
            },
            _ => new(PieceKind.Word, i, 1),
        };

    // Adjacent stars are bold type.
    private static ExpressionPiece Sign(string text, int i) =>
        Emphasis().Match(text, i) is { Success: true } stars ? new(PieceKind.Word, i, stars.Length) : new(PieceKind.Sign, i, 1);

    private static bool IsFraction(char character) => character is '½' or '¼' or '¾' or (>= '⅐' and <= '⅞');

    // A bracket that holds words is a remark.
    private static ExpressionPiece Group(string text, int start, int open, int[] closes)
    {
        int close = closes[open];
        bool isClosed = close > open;
        return new(
            isClosed && !Prose.IsIn(text[(open + 1)..close]) ? PieceKind.Group : PieceKind.Word,
            start,
            (isClosed ? close : open) + 1 - start
        );
    }

    // Includes the brackets that follow directly, which are arguments.
    private static ExpressionPiece Command(string text, int i, int[] closes)
    {
        if (
            Environment().Match(text, i) is { Success: true } begin
            && text.IndexOf($@"\end{{{begin.Groups[1].Value}}}", i, StringComparison.Ordinal) is var end and > 0
        )
        {
            return new(PieceKind.Command, i, text.IndexOf('}', end) + 1 - i);
        }

        int stop = i + CommandName().Match(text, i).Length;
        bool isText = TextCommand().IsMatch(text.AsSpan(i, stop - i));
        int first = stop;
        while (stop < text.Length && text[stop] is '{' or '[' && closes[Math.Min(stop, text.Length - 1)] > stop)
        {
            stop = closes[stop] + 1;
        }

        return new(isText && Prose.IsIn(text[first..stop]) ? PieceKind.Word : PieceKind.Command, i, stop - i);
    }

    private static ExpressionPiece Letters(string text, int i, List<ExpressionPiece> before)
    {
        Match run = LetterRun().Match(text, i);
        int length = Math.Max(run.Length, 1);
        string word = text.Substring(i, length);
        char next = i + length < text.Length ? text[i + length] : ' ';
        bool isBehindNumber = before.Count > 0 && before[^1] is { Kind: PieceKind.Number } number && number.End == i;
        return word switch
        {
            _ when IsGreek(word[0]) => new(PieceKind.Command, i, length),
            _ when CommandTable.Functions.ContainsKey(word) || word is "pi" or "sqrt" or "theta" or "infinity" or "inf" => new(
                PieceKind.Command,
                i,
                length
            ),
            "x"
            or "X"
                when before.Count > 0
                    && before[^1].Kind == PieceKind.Number
                    && DigitBehind().IsMatch(text.AsSpan(i + 1, Math.Min(4, text.Length - i - 1))) => new(PieceKind.Sign, i, 1),
            _ when !char.IsAsciiLetter(word[0]) => new(PieceKind.Word, i, length),
            { Length: 1 } => new(
                IsVariable(text, i, before) && !Article().IsMatch(text.AsSpan(i)) ? PieceKind.Letter : PieceKind.Word,
                i,
                1
            ),
            "st" or "nd" or "rd" or "th" when isBehindNumber => new(PieceKind.Sign, i, length) { IsPostfix = true },
            _ when next == '(' && length <= 3 && !ShortWords.Contains(word) => new(PieceKind.Letter, i, length),
            { Length: <= 3 }
                when !ShortWords.Contains(word)
                    && UnitTable.Find(word) is null
                    && (isBehindNumber || IsBesideSign(text, i, length, before)) => new(PieceKind.Letter, i, length),
            _ => new(PieceKind.Word, i, length),
        };
    }

    // A letter next to a sign, a bracket or a number; an article or "I" stands alone.
    private static bool IsVariable(string text, int i, List<ExpressionPiece> before) =>
        (
            before.Count > 0
            && before[^1] is { Kind: not PieceKind.Word } last
            && (last.End == i || (last.Kind == PieceKind.Command && last.End == i - 1))
        ) || IsBesideSign(text, i, 1, before);

    private static bool IsBesideSign(string text, int i, int length, List<ExpressionPiece> before) =>
        (before.Count > 0 && before[^1] is { Kind: PieceKind.Sign, IsPostfix: false })
        || SignBehind().IsMatch(text.AsSpan(i + length, Math.Min(4, text.Length - i - length)));

    private static bool IsGreek(char character) => character is (>= 'Α' and <= 'ω') or 'ϕ' or 'ϵ' or 'µ' or 'ℝ' or 'ℤ' or 'ℕ' or 'ℚ' or 'ℂ';

    // "5-digit" and "3D" are words; "$5" is money.
    [GeneratedRegex(
        @"\G(?:\\?\$|[€£¥]|US\$)?\s?(?>(?:\d[\d,，]*(?<![,，])(?:\.\d+)?|\.\d+))(?:[eE][-+]?\d+)?(?!-[a-z]{3}|D\b"
            + @"|(?>[\w-[A-Z]]{0,64})[A-Z](?>[\w-[\d]]{0,64})\d)"
    )]
    private static partial Regex Number();

    [GeneratedRegex(@"\G(?:[A-Za-z]+|(?:(?![A-Za-z])\p{L})+)")]
    private static partial Regex LetterRun();

    [GeneratedRegex(@"\G\*{2,}(?!\s?-?\d)")]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"\G\\begin\{([A-Za-z]+\*?)\}")]
    private static partial Regex Environment();

    [GeneratedRegex(@"\G\\(?:[A-Za-z]+|.|$)", RegexOptions.Singleline)]
    private static partial Regex CommandName();

    [GeneratedRegex(@"^\\(?:text|textbf|textit|textrm|mbox|mathrm|mathbf|operatorname)$")]
    private static partial Regex TextCommand();

    [GeneratedRegex(@"^\s?\(?-?\d")]
    private static partial Regex DigitBehind();

    [GeneratedRegex(@"^[aAI] [A-Za-z]{2}")]
    private static partial Regex Article();

    [GeneratedRegex(@"^ ?(?:[=<>≤≥≠≈+*/^×·÷∈∪∩_⁻²³¹⁰⁴⁵⁶⁷⁸⁹]|-(?= ?[\dA-Za-z(])|[−–] ?[\dA-Za-z(])|^\d|^\(")]
    private static partial Regex SignBehind();
}
