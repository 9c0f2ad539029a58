using System.Text.RegularExpressions;

namespace Empo.Method.Answers;

/// <summary>From the text of an answer to its meaning. Total: any text has one, within a fixed amount of work.</summary>
internal static partial class AnswerReader
{
    /// <summary>Longer answers are compared as text.</summary>
    public const int LongestAnswer = 3_000;

    private const int Steps = 20_000;

    /// <summary>The meaning of an answer; null for one that says nothing.</summary>
    public static Meaning? Read(string answer, CancellationToken cancellation = default)
    {
        if (answer.Length > LongestAnswer)
        {
            return string.IsNullOrWhiteSpace(answer) ? null : Meaning.OfText(answer);
        }

        string cleaned = AnswerCleaner.Clean(answer);
        if (cleaned.Length == 0)
        {
            return null;
        }

        Meaning? mathematics = ReadMathematics(cleaned, cancellation);
        if (mathematics is null)
        {
            return Meaning.OfText(cleaned);
        }

        return WordLike().IsMatch(cleaned)
            ? mathematics with { OtherForms = [.. mathematics.OtherForms, Meaning.OfText(cleaned).Form] }
            : mathematics;
    }

    private static Meaning? ReadMathematics(string cleaned, CancellationToken cancellation)
    {
        try
        {
            WorkBudget budget = new(Steps, cancellation);
            return new MeaningBuilder(budget).Build(AnswerParser.Parse(cleaned, budget));
        }
        catch (Exception exception) when (exception is UnreadableAnswerException or OverBudgetException or DivideByZeroException)
        {
            return null;
        }
    }

    // Bare words, and bare choice letters with or without brackets.
    [GeneratedRegex(@"^(?:[A-Za-z][A-Za-z' -]*[A-Za-z]|\(?[A-J]\)?)$")]
    private static partial Regex WordLike();
}
