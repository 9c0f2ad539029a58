using Empo.Experiments.Execution;
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

    /// <exception cref="StageFailure">EMPO4027 at the line that cannot be understood, EMPO2030 where the file is no CSV.</exception>
    public static IReadOnlyDictionary<string, ReviewDecision> Read(string path)
    {
        var decisions = new Dictionary<string, ReviewDecision>(StringComparer.Ordinal);
        foreach (var row in CsvRows.Read(path))
        {
            var question = row.Find("question_id")?.Text?.Trim() ?? throw row.Failure(Code, "it has no column 'question_id'", "Begin the file with a line that names the columns question_id and decision.");
            var text = row.Find("decision")?.Text?.Trim() ?? throw row.Failure(Code, "it has no column 'decision'", "Begin the file with a line that names the columns question_id and decision.");
            if (text.Length > 0 && !decisions.TryAdd(question, Parse(row, text)))
            {
                throw row.Failure(Code, $"the question {question} has a decision already", "Keep one of the two.");
            }
        }

        return decisions;
    }

    private static ReviewDecision Parse(Row row, string text) => text switch
    {
        "keep" => new ReviewDecision(ReviewVerdict.Keep, null),
        "drop" => new ReviewDecision(ReviewVerdict.Drop, null),
        _ when text.StartsWith(Correct, StringComparison.Ordinal) && text[Correct.Length..].Trim() is { Length: > 0 } answer => new ReviewDecision(ReviewVerdict.Correct, answer),
        _ => throw row.Failure(Code, $"'{text}' is no decision", Remedy),
    };
}
