using System.Globalization;
using System.Text;
using Empo.Experiments.Catalog;
using Empo.Experiments.Metrics;
using Empo.Experiments.Pages;
using Empo.Experiments.Storage;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Reporting;

/// <summary>The report as Markdown, for places that show only text.</summary>
internal static class MarkdownSummary
{
    public static string Write(RunRecord run)
    {
        var text = new StringBuilder();
        if (run.Recorded.Count > 0)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"# {run.Title}\n\n{Headline.Lines(run)}{RecordingStory.Lead(run)}\n\n{RecordingStory.Caution}\n\n## Rounds\n\n"
            );
            Table(text, RecordingStory.Header, run.Recorded.Select(RecordingStory.Row));
            Cost(text, run);
            Differing(text, run);
            return text.ToString().TrimEnd('\n') + "\n";
        }

        text.Append(CultureInfo.InvariantCulture, $"# {run.Title}\n\n{Headline.Lines(run)}{Story.Lead(run)}\n\n");
        if (run.Rounds > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Story.Caution(run)}\n\n");
        }

        if (run.IsEvaluated)
        {
            text.Append("## Before and after\n\n");
            Table(
                text,
                ["", "base", "trained", "change, paired by question"],
                Comparison.Rows(run).Select(row => new[] { row.Name, row.Base, row.Trained, row.Change })
            );
            text.Append(Partly(run));
        }

        OverTheRounds(text, run);
        Followed(text, run);
        Cost(text, run);
        text.Append(
            CultureInfo.InvariantCulture,
            $"## Lineage\n\nFirst digits of SHA-256 content digests. "
                + $"{(run.BasePolicy is { } start ? $"Base policy `{start}`.\n\n" : "\n\n")}"
        );
        Table(
            text,
            ["round", "policy before", "rollouts", "scores", "selection", "policy after"],
            LineageRow
                .Of(run)
                .Select(row =>
                    new[]
                    {
                        row.Round.ToString(CultureInfo.InvariantCulture),
                        row.PolicyBefore,
                        row.Rollouts,
                        row.Scores,
                        row.Selection,
                        row.PolicyAfter,
                    }
                )
        );
        Differing(text, run);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Partly(RunRecord run) => run.Labelled == run.Base.Count ? ""
        : run.HasAccuracy ? $"Accuracy is over the {run.Labelled} of {run.Base.Count} questions that have an answer.\n\n"
        : $"None of the {run.Base.Count} questions has an answer, so accuracy is not measured.\n\n";

    /// <summary>Round 0 is the base policy, which only has an evaluation.</summary>
    private static void OverTheRounds(StringBuilder text, RunRecord run)
    {
        var (first, held) = run.IsEvaluated
            ? (0, run.HasAccuracy ? ["greedy", "pass@1"] : (string[])["entropy, held-out", "majority share, held-out"])
            : (1, []);
        if (run.Rounds < first)
        {
            return;
        }

        text.Append("## Over the rounds\n\n");
        Table(
            text,
            ["round", "semantic entropy", "reward", "majority share", "length", "no answer", "kept", .. held],
            Enumerable.Range(first, run.Rounds + 1 - first).Select(round => Round(run, round))
        );
    }

    private static void Cost(StringBuilder text, RunRecord run)
    {
        var costs = StageCost.Of(run.Stages);
        var total = StageCost.Total(costs);
        text.Append("## Cost\n\n");
        Table(text, CostRow.Header, costs.Append(total).Select(CostRow.Cells));
        text.Append(CultureInfo.InvariantCulture, $"{CostRow.Note(total)}\n\n");
    }

    private static void Differing(StringBuilder text, RunRecord run)
    {
        text.Append("## Settings that differ from their defaults\n\n");
        Table(
            text,
            ["setting", "value"],
            SettingRow.Of(run).Where(row => !row.IsDefault).Select(row => new[] { $"`{row.Path}`", $"`{row.Value}`" })
        );
    }

    private static string[] Round(RunRecord run, int round) =>
    [
        round.ToString(CultureInfo.InvariantCulture),
        Figures.Number(run.Metric(StageTable.Score, round, "semantic_entropy")),
        Figures.Number(run.Metric(StageTable.Score, round, "reward"), 3),
        Figures.Percent(run.Metric(StageTable.Score, round, "majority_share")),
        Figures.Number(run.Metric(StageTable.Rollout, round, "response_length"), 1),
        Figures.Percent(run.Metric(StageTable.Score, round, "no_answer")),
        Kept(run.Find(StageTable.Filter, round)),
        .. HeldOut(run, round),
    ];

    private static string[] HeldOut(RunRecord run, int round) =>
        !run.IsEvaluated ? []
        : run.HasAccuracy
            ?
            [
                Figures.Percent(run.Metric(StageTable.Evaluate, round, "greedy")),
                Figures.Percent(run.Metric(StageTable.Evaluate, round, "pass@1")),
            ]
        :
        [
            Figures.Number(run.Metric(StageTable.Evaluate, round, "semantic_entropy")),
            Figures.Percent(run.Metric(StageTable.Evaluate, round, "majority_share")),
        ];

    private static string Kept(Manifest? filter)
    {
        var kept = Figures.Number(filter?.Metrics.TryGetValue(FilterMetrics.Kept, out var value) == true ? value : null, 0);
        return filter is not null && FilterMetrics.Missing(filter.Metrics) is > 0 and var missing ? $"{kept} ({missing} too few)" : kept;
    }

    private static void Followed(StringBuilder text, RunRecord run)
    {
        if (FollowedQuestion.Of(run) is not { } followed)
        {
            return;
        }

        var judged = followed.Before.Answer is not null;
        text.Append(
            CultureInfo.InvariantCulture,
            $"## One question, followed\n\nThe one whose answers changed most, so an illustration and not a typical case.\n\n> "
                + $"{followed.Before.Question}\n\n{(judged ? $"Correct answer: {followed.Before.Answer}\n\n" : "")}"
        );
        Table(
            text,
            ["", "greedy", .. judged ? (string[])["sampled correct"] : [], "semantic entropy"],
            run.Rounds == 0 ? [Side("base", followed.Before)] : [Side("base", followed.Before), Side("trained", followed.After)]
        );
    }

    private static string[] Side(string name, EvaluationRow row) =>
        row.GreedyCorrect is { } correct
            ?
            [
                name,
                $"`{row.GreedyText}` ({(correct ? "correct" : "wrong")})",
                $"{row.Correct} of {row.Samples}",
                Figures.Number(row.SemanticEntropy),
            ]
            : [name, $"`{row.GreedyText}`", Figures.Number(row.SemanticEntropy)];

    private static void Table(StringBuilder text, IReadOnlyList<string> header, IEnumerable<string[]> rows)
    {
        text.Append(
            CultureInfo.InvariantCulture,
            $"| {string.Join(" | ", header)} |\n|{string.Concat(Enumerable.Repeat("---|", header.Count))}\n"
        );
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row.Select(Escape))} |\n");
        }

        text.Append('\n');
    }

    /// <summary>Keeps a table cell on one line and escapes its bars.</summary>
    private static string Escape(string cell) => cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
