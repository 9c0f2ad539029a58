using Empo.Stages.Rows;

namespace Empo.Stages.Review;

/// <summary>
/// Reads decisions: a CSV file with the columns <c>question_id</c> and <c>decision</c>, such as a filled-in <c>review.csv</c>. Other
/// columns and rows without a decision are ignored.
/// </summary>
internal static class ReviewDecisions
{
    private const string Correct = "correct:";
    private const string Code = "EMPO4027";
    private const string Remedy = "Write keep, drop, or correct: <answer> in the column decision.";

    private static readonly string[] Columns = ["question_id", "decision"];

    /// <exception cref="UserError">EMPO4027 at a line that cannot be understood or where a column is missing, EMPO2030 where the file is
    /// not CSV.</exception>
    public static IReadOnlyDictionary<string, ReviewDecision> Read(string path)
    {
        var columns = CsvRows.Columns(path, FileWords.Decisions);
        if (Columns.FirstOrDefault(column => !columns.Contains(column)) is { } missing)
        {
            throw new UserError(
                Code,
                $"The file of decisions has no column '{missing}'. Begin it with a line that names the columns question_id and decision.",
                path,
                1,
                1
            );
        }

        var decisions = new Dictionary<string, ReviewDecision>(StringComparer.Ordinal);
        foreach (var row in CsvRows.Read(path, null, OddRows.None(path, FileWords.Decisions)))
        {
            var question = row.Find("question_id")?.Text?.Trim() ?? "";
            var text = row.Find("decision")?.Text?.Trim() ?? "";
            if (text.Length > 0 && !decisions.TryAdd(question, Parse(row, text)))
            {
                throw row.Failure(Code, $"the question {question} has a decision already", "Keep one of the two.");
            }
        }

        return decisions;
    }

    private static ReviewDecision Parse(Row row, string text)
    {
        var (verdict, answer) = text switch
        {
            "keep" => (ReviewVerdict.Keep, (string?)null),
            "drop" => (ReviewVerdict.Drop, null),
            _ when text.StartsWith(Correct, StringComparison.Ordinal) && text[Correct.Length..].Trim() is { Length: > 0 } given => (
                ReviewVerdict.Correct,
                given
            ),
            _ => throw row.Failure(Code, $"'{text}' is not a decision", Remedy),
        };
        return new ReviewDecision(verdict, answer) { Text = text, Line = row.Line };
    }
}
