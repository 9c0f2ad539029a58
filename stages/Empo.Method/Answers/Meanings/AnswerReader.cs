using System.Text.RegularExpressions;
using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Extraction;
using Empo.Method.Answers.Numerics;
using Empo.Method.Answers.Reading;

namespace Empo.Method.Answers.Meanings;

/// <summary>Reads the meaning from the text of an answer. Every text has a meaning, found within a fixed amount of work.</summary>
internal static partial class AnswerReader
{
    /// <summary>Longer answers are compared as text.</summary>
    public const int MaxAnswer = 3_000;

    private const int Steps = 20_000;

    /// <summary>The meaning of an answer; null for an empty one.</summary>
    public static Meaning? Read(string text, CancellationToken cancellation = default)
    {
        string answer = VisibleText.Of(text);
        return PlainNumber.Read(answer) ?? ReadText(answer, cancellation);
    }

    /// <summary>The same without the shortcut for plain numbers.</summary>
    internal static Meaning? ReadText(string answer, CancellationToken cancellation = default)
    {
        if (answer.Length > MaxAnswer)
        {
            return string.IsNullOrWhiteSpace(answer) ? null : Meaning.OfText(answer);
        }

        string cleaned = AnswerCleaner.Clean(answer);
        if (cleaned.Length == 0)
        {
            return null;
        }

        if ((TimeOfDay.Read(cleaned) ?? CalendarDate.Read(cleaned)) is { } time)
        {
            return time;
        }

        if (Sequence().IsMatch(cleaned) || Parts().IsMatch(cleaned))
        {
            return Meaning.OfText(cleaned);
        }

        if (Choice().Match(cleaned) is { Success: true } choice && Read(choice.Groups["value"].Value, cancellation) is { } value)
        {
            // Two different letters contradict each other, and so do two values of one letter.
            string letter = choice.Groups["letter"].Value.ToLowerInvariant();
            return value with
            {
                OtherForms = [.. value.OtherForms, "text:" + letter],
                Name = $"option {letter}",
                Unit = value.Unit ?? $"{value.Form} option",
            };
        }

        if (
            (cleaned.Contains('_', StringComparison.Ordinal) || cleaned.StartsWith('0'))
            && BaseNotation.Numeral(cleaned) is { } numeral
            && Read(numeral.Digits, cancellation) is { } digits
        )
        {
            string based = $"{numeral.Value} in a base";
            return digits with { OtherForms = [.. digits.OtherForms, based], Unit = based };
        }

        Meaning? mathematics = ReadMathematics(cleaned, cancellation);
        if (mathematics is null)
        {
            return ReadNamed(cleaned, cancellation) ?? Meaning.OfText(cleaned);
        }

        if (SpacedUnit().Match(cleaned) is { Success: true } amount && UnitTable.Find(amount.Groups["unit"].Value) is not null
            && ReadMathematics($@"{amount.Groups["number"].Value}\text{{{amount.Groups["unit"].Value}}}", cancellation) is { } quantity)
        {
            return mathematics with { OtherForms = [.. mathematics.OtherForms, .. quantity.OtherForms] };
        }

        return WordLike().IsMatch(cleaned)
            ? mathematics with { OtherForms = [.. mathematics.OtherForms, .. Meaning.OfText(cleaned).Forms] }
            : mathematics;
    }

    /// <summary>How an answer was read, in a notation that shows the grouping; "text" where it was not read as mathematics.</summary>
    public static string Notation(string answer)
    {
        try
        {
            return answer.Length > MaxAnswer
                ? "text"
                : ExpressionPrinter.Print(
                    AnswerParser.Parse(UnitMarker.Mark(AnswerCleaner.Clean(answer), acceptsLetters: false), new WorkBudget(Steps, default))
                );
        }
        catch (Exception exception) when (exception is UnreadableAnswerException or OverBudgetException or DivideByZeroException)
        {
            return "text";
        }
    }

    /// <summary>
    /// The meaning of an answer in which letters after a number are units wherever possible; null where the answer is then not mathematics.
    /// </summary>
    public static Meaning? ReadWithUnits(string answer, CancellationToken cancellation = default) =>
        answer.Length > MaxAnswer || AnswerCleaner.Clean(answer) is not { Length: > 0 } cleaned
            ? null
            : ReadMathematics(cleaned, cancellation, acceptsLetters: true);

    /// <summary>The work that one comparison may take.</summary>
    public static WorkBudget BudgetFor(CancellationToken cancellation) => new(Steps, cancellation);

    private static Meaning? ReadMathematics(string cleaned, CancellationToken cancellation, bool acceptsLetters = false)
    {
        try
        {
            WorkBudget budget = BudgetFor(cancellation);
            MeaningBuilder builder = new(budget);
            Expression answer = AnswerParser.Parse(UnitMarker.Mark(cleaned, acceptsLetters), budget);
            return FamilyMeaning.Of(answer, builder, budget);
        }
        catch (Exception exception) when (exception is UnreadableAnswerException or OverBudgetException or DivideByZeroException)
        {
            return null;
        }
    }

    // P(A|B) = 1/2 gives a value whose name is not an expression known here.
    private static Meaning? ReadNamed(string cleaned, CancellationToken cancellation)
    {
        if (
            Named().Match(cleaned) is not { Success: true } named
            || named.Groups["value"].Value is var text
                && text.Count(character => character is '{' or '(') != text.Count(character => character is '}' or ')')
        )
        {
            return null;
        }

        return ReadMathematics(text, cancellation) is { Value: not null } value
            ? value with
            {
                Name = TextForm.Of(named.Groups["name"].Value.Replace(@"\mid", "|", StringComparison.Ordinal)),
                OtherForms = [.. value.OtherForms, .. Meaning.OfText(cleaned).Forms],
            }
            : null;
    }

    [GeneratedRegex(@"^(?<name>[A-Za-z\\][^=<>,;]{0,60})(?<![:!<>\\])=(?<value>[^=<>,;]+)$")]
    private static partial Regex Named();

    // "C) 1002": a choice with its text.
    [GeneratedRegex(
        @"^\*{0,2}\(?(?<letter>[A-H])\)\*{0,2}\s+(?<value>\S.*)$|^(?:\\textbf"
            + @"|\\text)\{\s*\(?(?<letter>[A-H])\)\s*(?<value>[^{}]*\S)\s*\}$|^\\(?:textbf|text|mathrm"
            + @"|textrm)\{\s*\(?(?<letter>[A-H])\)\s*\}(?:\\[ :;,]|\\quad|~|\s)*(?<value>[^\s].*)$"
            + @"|^(?<letter>[A-H])[.:]\s+(?<value>[-\d\\(][^A-H:]*|[a-z][a-z -]*)$|^\((?<letter>[a-h])\)\s+(?<value>\S.*)$"
    )]
    private static partial Regex Choice();

    // "2 m" may be a length as well as two m.
    [GeneratedRegex(@"^(?<number>-?[\d.]+)\s+(?<unit>[A-Za-z])$")]
    private static partial Regex SpacedUnit();

    // "G C A", "S-O-V": capitals in a row are a sequence and not a product or difference, which would lose the order.
    [GeneratedRegex(@"^[A-Z](?:(?: [A-Z])+|(?:-[A-Z]){2,})$")]
    private static partial Regex Sequence();

    // "(a) 1 (b) 2": answers to the parts of a question.
    [GeneratedRegex(@"^\([a-h]\) \S.*[ ,;]\([b-h]\) \S")]
    private static partial Regex Parts();

    // Bare words, and bare choice letters with or without brackets.
    [GeneratedRegex(@"^(?:[A-Za-z][A-Za-z' -]*[A-Za-z]|[A-Z][a-z]{2,} \d{1,4}|\(?[A-J]\)?|\([a-j]\))$")]
    private static partial Regex WordLike();
}
