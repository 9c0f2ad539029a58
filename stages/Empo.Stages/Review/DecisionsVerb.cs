using System.CommandLine;
using System.Globalization;
using Empo.Stages.Artifacts;
using Empo.Stages.Verbs;

namespace Empo.Stages.Review;

/// <summary>
/// <c>decisions --file &lt;reviewed.csv&gt; [--questions &lt;file.parquet&gt;]</c>: checks that the decisions can be understood, and warns
/// of those that match no question of the experiment. Builds call it before anything runs.
/// </summary>
internal sealed class DecisionsVerb : Verb
{
    private const int MaxShown = 10;

    private readonly Option<string> _file = VerbOption.Path("--file", "reviewed.csv", "The file of decisions.", required: true);

    private readonly Option<string> _questions = VerbOption.Path(
        "--questions",
        "file.parquet",
        "The experiment's questions; decisions for others are named in a warning."
    );

    public DecisionsVerb()
        : base("decisions", "Check that a file of decisions can be understood. Called by builds.")
    {
        Add(_file);
        Add(_questions);
    }

    public override string ArgumentCode => "EMPO4033";

    protected override int Run(ParseResult given, TextWriter output, TextWriter errors)
    {
        var file = given.GetRequiredValue(_file);
        var decisions = ReviewDecisions.Read(file);
        if (given.GetValue(_questions) is { } questions)
        {
            WarnOfUnknown(file, decisions, questions, errors);
        }

        return 0;
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
            var places = string.Join(", ", lines.Take(MaxShown).Select(line => line.ToString(CultureInfo.InvariantCulture)));
            errors.WriteLine(
                UserError.Canonical(
                    "warning",
                    "EMPO4034",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{lines.Length} of {decisions.Count} decisions are for no training question of this experiment and "
                            + $"change nothing: {(lines.Length == 1 ? "line" : "lines")} "
                            + $"{places}{(lines.Length > MaxShown ? ", ..." : "")}. Take ids from the column question_id of its "
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
