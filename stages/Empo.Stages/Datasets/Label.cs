using System.Globalization;
using System.Text.RegularExpressions;
using Empo.Method.Answers;

namespace Empo.Stages.Datasets;

/// <summary>A question's correct answer, as read from a user's file.</summary>
/// <param name="Text">The answer; null where there is none.</param>
/// <param name="Kind">How the answer was found, or why there is none.</param>
internal sealed partial record Label(string? Text, LabelKind Kind)
{
    /// <summary>Number of words from which a label without a mark counts as running text.</summary>
    private const int WordsOfProse = 8;

    // How pandas, numpy, R and JSON write a missing value. "none" and "undefined" may be answers.
    private static readonly HashSet<string> MissingValues = new(StringComparer.Ordinal)
    {
        "null", "NULL", "Null", "None", "nan", "NaN", "NAN", "-nan", "N/A", "n/a", "NA", "#N/A", "<NA>", "NaT", "[]",
    };

    /// <summary>
    /// Reads a label. It is taken as written unless a mark shows where its answer is: a box, else a last line <c>#### …</c> (GSM8K), else
    /// an <c>&lt;answer></c> tag, else a phrase such as <c>the answer is …</c>.
    /// </summary>
    /// <remarks>Examples: <c>0.50</c> stays; <c>1 and 1 makes 2.⏎#### 2</c> is <c>2</c>; <c>so $x = \boxed{3}$.</c> is <c>3</c>.</remarks>
    /// <param name="written">The label; null where the row has none.</param>
    public static Label Read(string? written)
    {
        if (written is null)
        {
            return new Label(null, LabelKind.Missing);
        }

        if (BlankText.Is(written))
        {
            return new Label(null, LabelKind.Empty);
        }

        var text = EmptyBox().Replace(written, "").Trim();
        if (Marked(written, text) is { } marked)
        {
            return marked.Text is { } answer && IsAnswer(answer) ? marked : new Label(null, LabelKind.NoAnswer);
        }

        return MissingValues.Contains(text) ? new Label(null, LabelKind.Missing)
            : !IsAnswer(text) ? new Label(null, LabelKind.NoAnswer)
            : new Label(written, Word().Count(text) >= WordsOfProse ? LabelKind.Prose : LabelKind.Bare);
    }

    /// <summary>
    /// Whether a mark in a text shows where its answer is. A whole solution has one; the beginning of a solution does not.
    /// </summary>
    public static bool StatesAnswer(string text) => Read(text).Kind == LabelKind.Taken;

    /// <summary>Whether two labels can belong to the same question: one is missing, or both mean the same.</summary>
    public static bool Agree(string? left, string? right) =>
        left == right
        || Read(left).Text is not { } first
        || Read(right).Text is not { } second
        || first == second
        || new CanonicalEquivalence().AreEqual(first, second);

    /// <summary>The answer at a mark, or a label without text where the mark holds no answer. Null where there is no mark.</summary>
    private static Label? Marked(string written, string text)
    {
        if (text.Contains(@"\boxed", StringComparison.Ordinal) || text.Contains(@"\fbox", StringComparison.Ordinal))
        {
            return Taken(
                AnswerExtraction.Extract(text, ExtractionPolicy.Boxed)
                    ?? (OpenBox().Match(text) is { Success: true } box ? box.Groups["answer"].Value.TrimEnd('.', ',') : null)
            );
        }

        if (HashLine().Match(text) is { Success: true } hash)
        {
            return Taken(hash.Groups["answer"].Value);
        }

        if (Tag().Match(text) is { Success: true } tag)
        {
            return Taken(tag.Groups["answer"].Value);
        }

        if (text.Length == 0)
        {
            // Only empty boxes.
            return new Label(null, LabelKind.NoAnswer);
        }

        // A sentence about an answer ("there is no answer: …") may not name one. The label is then taken as written.
        return
            Phrase().IsMatch(text)
            && AnswerExtraction.Extract(text, ExtractionPolicy.BoxedOrPhrase) is { } found
            && found != written
            && found.Count(sign => sign == '{') == found.Count(sign => sign == '}')
            ? Taken(found)
            : null;
    }

    /// <summary>Drops the full stop of the sentence; an ellipsis stays.</summary>
    private static Label Taken(string? answer) =>
        new(answer?.Trim() is [.., not '.', '.'] sentence ? sentence[..^1].TrimEnd() : answer?.Trim(), LabelKind.Taken);

    /// <summary>Whether the rules find something to compare in a text.</summary>
    private static bool IsAnswer(string text) => !MissingValues.Contains(text)
        && (text.Any(char.IsDigit) || (text.Any(Says) && new CanonicalEquivalence().CanonicalForm(text).Length > 0));

    private static bool Says(char character) =>
        char.IsLetterOrDigit(character)
        || char.GetUnicodeCategory(character)
            is UnicodeCategory.MathSymbol
                or UnicodeCategory.OtherSymbol
                or UnicodeCategory.OtherNumber
                or UnicodeCategory.Surrogate;

    [GeneratedRegex(@"\\(?:boxed|fbox)\s*\{\s*\}")]
    private static partial Regex EmptyBox();

    // TeX takes the next character as the argument: \boxed 2.
    [GeneratedRegex(@"\\(?:boxed|fbox)\s*(?<answer>-?[\dA-Za-z][^\s$]*)", RegexOptions.RightToLeft)]
    private static partial Regex OpenBox();

    // Headings of Markdown have the same sign, so only the last line counts.
    [GeneratedRegex(@"(?:^|\n)[ \t]*####(?<answer>[^\n#]*)$", RegexOptions.RightToLeft)]
    private static partial Regex HashLine();

    [GeneratedRegex(@"<answer>(?<answer>[^<]*)</answer>\s*$", RegexOptions.RightToLeft | RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\banswers?\b\**\s*(?:is\b|are\b|:|=)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Phrase();

    [GeneratedRegex(@"(?<![\\\p{L}])\p{L}{2,}")]
    private static partial Regex Word();
}
