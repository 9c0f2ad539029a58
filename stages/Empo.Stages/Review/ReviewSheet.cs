using System.Globalization;
using System.Text;

namespace Empo.Stages.Review;

/// <summary>
/// The text of <c>review.csv</c>: the questions that are worth a look, with earlier decisions, including those for questions that are no
/// longer listed.
/// </summary>
internal static class ReviewSheet
{
    /// <summary>Number of sampled responses shown with each question.</summary>
    public const int Workings = 3;

    /// <param name="rows">Listed questions.</param>
    /// <param name="texts">Question id to its text.</param>
    /// <param name="workings">Question id to sampled responses.</param>
    /// <param name="decided">Question id to the earlier decision.</param>
    public static string Text(
        IReadOnlyList<ReviewRow> rows,
        IReadOnlyDictionary<string, string> texts,
        IReadOnlyDictionary<string, string[]> workings,
        IReadOnlyDictionary<string, string> decided
    )
    {
        var text = new StringBuilder(
            "question_id,decision,reasons,round,majority_answer,majority_share,semantic_entropy,question,working_1,working_2,working_3\n"
        );
        foreach (var row in rows)
        {
            Append(
                text,
                [
                    row.QuestionId,
                    decided.GetValueOrDefault(row.QuestionId, ""),
                    string.Join("; ", row.Reasons),
                    row.Round.ToString(CultureInfo.InvariantCulture),
                    row.MajorityAnswer ?? "",
                    row.MajorityShare.ToString("F3", CultureInfo.InvariantCulture),
                    row.SemanticEntropy.ToString("F3", CultureInfo.InvariantCulture),
                    texts.GetValueOrDefault(row.QuestionId, ""),
                    .. Enumerable
                        .Range(0, Workings)
                        .Select(i => workings.GetValueOrDefault(row.QuestionId) is { } some && i < some.Length ? some[i] : ""),
                ]
            );
        }

        foreach (
            var (question, decision) in decided
                .Where(entry => rows.All(row => row.QuestionId != entry.Key))
                .OrderBy(entry => entry.Key, StringComparer.Ordinal)
        )
        {
            Append(text, [question, decision, "decided before", "", "", "", "", texts.GetValueOrDefault(question, ""), "", "", ""]);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, IEnumerable<string> fields) =>
        text.AppendJoin(',', fields.Select(CsvField.Of)).Append('\n');
}
