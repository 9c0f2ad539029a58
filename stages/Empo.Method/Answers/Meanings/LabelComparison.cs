using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Meanings;

/// <summary>
/// Additional readings of an answer when it is compared with a label. These rules look at both sides, so they serve only correctness and
/// never clusters:
/// <list type="bullet">
/// <item>a bare number as label: a single letter or an ambiguous symbol after the answer's number may be its unit (<c>5 N</c>);</item>
/// <item>a set as label: a list in square brackets may be that set (<c>[1, -1]</c>);</item>
/// <item>a residue class as label: <c>5k+2</c> may be it, and vice versa;</item>
/// <item>a ratio as label: <c>2 to 3</c> may be it;</item>
/// <item>functions: equal where all variables are positive and a root or logarithm on one side requires that.</item>
/// </list>
/// </summary>
internal static partial class LabelComparison
{
    /// <summary>The reason why the answer agrees with the label by one of the rules, or null.</summary>
    public static string? Reason(
        string labelText,
        Meaning label,
        string answerText,
        Meaning answer,
        int decimals,
        CancellationToken cancellation
    )
    {
        if (
            IsBareNumber(label)
            && answer.Value is null
            && answerText.Any(char.IsLetter)
            && AnswerReader.ReadWithUnits(answerText, cancellation) is { Unit: not null } quantity
            && MeaningComparison.Compare(label, quantity, decimals).AreEqual
        )
        {
            return "the letters behind the number are its unit";
        }

        if (
            label.Collection == "set"
            && answer is { Collection: "[,]" or "(,)", Unit: null }
            && answerText.Contains('[', StringComparison.Ordinal)
            && !answerText.Contains('(', StringComparison.Ordinal)
            && MeaningComparison.Compare(label, MeaningBuilder.SetOf(answer.Items), decimals).AreEqual
        )
        {
            return "the list has the solutions of the label";
        }

        if (
            label.Form.StartsWith("ratio ", StringComparison.Ordinal)
            && answer.IsText
            && Ratio().Match(answerText) is { Success: true } ratio
            && AnswerReader.Read($"{ratio.Groups["first"].Value}:{ratio.Groups["second"].Value}", cancellation) is { } read
            && MeaningComparison.Compare(label, read, decimals).AreEqual
        )
        {
            return "the two numbers are the ratio of the label";
        }

        if (ResidueClass.AreOne(label, answer) || ResidueClass.AreOne(answer, label))
        {
            return "one residue class";
        }

        return AreEqualWhereDefined(label, answer, cancellation) ? "equal where both are defined" : null;
    }

    private static bool AreEqualWhereDefined(Meaning label, Meaning answer, CancellationToken cancellation)
    {
        if (
            label.Function is not { } first
            || answer.Function is not { } second
            || (label.PositiveNames.Count == 0 && answer.PositiveNames.Count == 0)
            || (label.Name is not null && answer.Name is not null && label.Name != answer.Name)
        )
        {
            return false;
        }

        string[] names = [.. label.PositiveNames.Union(answer.PositiveNames, StringComparer.Ordinal)];
        return ScalarMeaning.PositiveForm(first, names, AnswerReader.BudgetFor(cancellation)) is { } form
            && form == ScalarMeaning.PositiveForm(second, names, AnswerReader.BudgetFor(cancellation));
    }

    private static bool IsBareNumber(Meaning label) => label is { Value: not null, Unit: null, Collection: null };

    [GeneratedRegex(@"^\W*(?:\\text\{)?\s*(?<first>\d+)\s*(?:\\(?:text|mathrm)\{\s*)?to\s*\}?\s*(?<second>\d+)\s*\}?\W*$")]
    private static partial Regex Ratio();
}
