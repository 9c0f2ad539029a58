using System.Globalization;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Review;

/// <summary>
/// <c>decisions --file &lt;reviewed.csv&gt; [--questions &lt;training-questions.parquet&gt;]</c>: whether the decisions can be understood,
/// and which of them are for no question of the experiment. Builds ask before anything runs.
/// </summary>
internal static class DecisionsVerb
{
    private const int MostShown = 10;

    /// <summary>Exit code: 0, or 1 with a coded line on the error stream; warnings go there too.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter errors)
    {
        try
        {
            if (arguments is not (["--file", _] or ["--file", _, "--questions", _]))
            {
                throw new UserError(
                    "EMPO4033",
                    "The verb decisions takes --file <reviewed.csv> [--questions <training-questions.parquet>]. Check the arguments."
                );
            }

            var decisions = ReviewDecisions.Read(arguments[1]);
            if (arguments.Count > 2)
            {
                WarnOfUnknown(arguments[1], decisions, arguments[3], errors);
            }

            return 0;
        }
        catch (UserError failure)
        {
            errors.WriteLine(failure.ToCanonicalLine());
            return 1;
        }
    }

    private static void WarnOfUnknown(
        string file,
        IReadOnlyDictionary<string, ReviewDecision> decisions,
        string questions,
        TextWriter errors
    )
    {
        var known = ArtifactTable.Read(questions, QuestionRow.Schema).Select(row => row.QuestionId).ToHashSet(StringComparer.Ordinal);
        int[] lines = [.. decisions.Where(decision => !known.Contains(decision.Key)).Select(decision => decision.Value.Line).Order()];
        if (lines.Length > 0)
        {
            var places = string.Join(", ", lines.Take(MostShown).Select(line => line.ToString(CultureInfo.InvariantCulture)));
            errors.WriteLine(
                UserError.Canonical(
                    "warning",
                    "EMPO4034",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{lines.Length} of {decisions.Count} decisions are for no training question of this experiment and "
                            + $"change nothing: {(lines.Length == 1 ? "line" : "lines")} "
                            + $"{places}{(lines.Length > MostShown ? ", ..." : "")}. Take ids from the column question_id of its "
                            + $"review.csv."
                    ),
                    file,
                    lines[0],
                    1
                )
            );
        }
    }
}
