using System.Globalization;
using System.Text;
using Empo.Experiments.Metrics;
using Empo.Experiments.Pages;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Reporting;

/// <summary>The report as one self-contained HTML file: styles and pictures are inline, and nothing is fetched.</summary>
internal static class HtmlReport
{
    public static string Write(RunRecord run)
    {
        if (run.Recorded.Count > 0)
        {
            return WriteRecording(run);
        }

        var page = Head(run, Story.Lead(run), run.Rounds > 0 ? Story.Caution(run) : "");
        if (run.IsEvaluated)
        {
            Section(page, run.Rounds > 0 ? "Before and after" : "The base", Comparisons(run));
        }

        if (Curves.Of(run) is { Count: > 0 } curves)
        {
            Section(
                page,
                "Over the rounds",
                Charts(
                    curves,
                    "Rounds show the training questions as they were sampled"
                        + (
                            run.HasAccuracy
                                ? "; accuracy is measured on held-out questions only. Training never reads it."
                                : ": other questions in every round, and accuracy is not known."
                        )
                )
            );
        }

        page.Append(ReportMarks.Guard);
        if (FollowedQuestion.Of(run) is { } followed)
        {
            Section(page, "One question, followed", Followed(run, followed));
        }

        Section(page, "Cost", Cost(run));
        Section(page, "Lineage", Lineage(run));
        Section(page, "Settings", Settings(run));
        return page.Append(PageText.End).Append('\n').ToString();
    }

    private static string WriteRecording(RunRecord run)
    {
        var page = Head(run, RecordingStory.Lead(run), RecordingStory.Caution);
        Section(page, "Rounds", PageText.Table(RecordingStory.Header, run.Recorded.Select(RecordingStory.Row), "numbers rounds"));
        Section(page, "Over the rounds", Charts(Curves.OfRecording(run), "Every point is the responses of one recorded step."));
        page.Append(ReportMarks.Guard);
        Section(page, "Cost", Cost(run));
        Section(page, "Settings", Settings(run));
        return page.Append(PageText.End).Append('\n').ToString();
    }

    private static StringBuilder Head(RunRecord run, string lead, string caution)
    {
        var page = new StringBuilder(PageText.Start(run.Title));
        page.Append(
            CultureInfo.InvariantCulture,
            $"<header><p class=\"kicker\">Empo.Pipeline · {PageText.Encode(run.Experiment)} · seed "
                + $"{PageText.Encode(run.TextOf(General.Seed))}</p><h1>{PageText.Encode(run.Title)}</h1>{Headline.Tiles(run)}<p "
                + $"class=\"lead\">{PageText.Encode(lead)}</p>"
                + $"{(caution.Length > 0 ? $"<p class=\"caution\">{PageText.Encode(caution)}</p>" : "")}</header>\n"
        );
        return page;
    }

    private static void Section(StringBuilder page, string title, string content) => page.Append(PageText.Section(title, content));

    private static string Comparisons(RunRecord run) =>
        PageText.Table(
            ["", "base", "trained", "change, paired by question"],
            Comparison.Rows(run).Select(row => new[] { row.Name, row.Base, row.Trained, row.Change }),
            "numbers leading"
        )
        + $"<p class=\"note\">{run.Base.Count} held-out {PageText.Encode(run.TextOf(Evaluate.Split))} questions, "
        + $"{PageText.Encode(run.TextOf(Evaluate.Samples))} sampled answers each at temperature "
        + $"{PageText.Encode(run.TextOf(Evaluate.Temperature))}. In brackets 95 % intervals: Wilson for greedy, otherwise bootstrap over "
        + $"questions, all answers to a question kept together. {Partly(run)}{Bound(run)}</p>";

    private static string Partly(RunRecord run) => run.Labelled == run.Base.Count ? ""
        : run.HasAccuracy ? $"Accuracy is over the {run.Labelled} of {run.Base.Count} questions that have an answer. "
        : "None of the questions has an answer, so accuracy is not measured. ";

    private static string Bound(RunRecord run) =>
        int.TryParse(run.TextOf(Evaluate.Samples), out var samples)
            ? $"The entropy of {samples} answers is at most ln {samples} = {Figures.Number(Math.Log(samples))} "
                + $"nats{(run.HasAccuracy ? "; it is set against accuracy over questions, each from its own half of the answers" : "")}."
            : "";

    private static string Charts(IReadOnlyList<Chart> charts, string note) =>
        $"{PageText.Charts(charts)}<p class=\"note\">{PageText.Encode(note)}</p>";

    private static string Followed(RunRecord run, FollowedQuestion followed)
    {
        var text = new StringBuilder();
        text.Append("<p class=\"note\">The question whose answers changed most, so an illustration and not a typical case.</p>");
        text.Append(
            CultureInfo.InvariantCulture,
            $"<blockquote>{PageText.Encode(followed.Before.Question)}{CorrectAnswer(followed.Before)}</blockquote><div class=\"pair\">"
        );
        text.Append(Side("base", followed.Before));
        if (run.Rounds > 0)
        {
            text.Append(Side("trained", followed.After));
        }

        return text.Append("</div>").ToString();
    }

    private static string Side(string name, EvaluationRow row)
    {
        var sampled = string.Concat(row.SampledTexts.Select(text => $"<li><code>{PageText.Encode(text)}</code></li>"));
        return $"<div><h3>{name}</h3><p>{Verdict(row.GreedyCorrect)}greedy</p><p><code>{PageText.Encode(row.GreedyText)}</code></p>"
            + string.Create(
                CultureInfo.InvariantCulture,
                $"<p>sampled: {CorrectOf(row)}{Distinct(row.Clusters)}, "
                    + $"semantic entropy {row.SemanticEntropy:F2} nats</p><ul>{sampled}</ul></div>"
            );
    }

    private static string Verdict(bool? correct) =>
        correct switch
        {
            true => "<span class=\"verdict right\">correct</span> ",
            false => "<span class=\"verdict wrong\">wrong</span> ",
            null => "",
        };

    private static string CorrectOf(EvaluationRow row) =>
        row.Correct is { } correct ? string.Create(CultureInfo.InvariantCulture, $"{correct} of {row.Samples} correct, ") : "";

    private static string CorrectAnswer(EvaluationRow row) =>
        row.Answer is { } answer ? $" <span class=\"answer\">correct answer: {PageText.Encode(answer)}</span>" : "";

    private static string Distinct(int clusters) =>
        clusters == 1 ? "all agree" : string.Create(CultureInfo.InvariantCulture, $"{clusters} different answers");

    private static string Cost(RunRecord run)
    {
        var costs = StageCost.Of(run.Stages);
        var total = StageCost.Total(costs);
        string Row(StageCost cost, string style, string bar) =>
            $"<tr{style}>{string.Concat(CostRow.Cells(cost).Select(cell => $"<td>{PageText.Encode(cell)}</td>"))}"
            + $"<td class=\"bar\">{bar}</td></tr>";
        var rows = costs.Select(cost =>
            Row(
                cost,
                "",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<i style=\"width:{100 * cost.Seconds / Math.Max(total.Seconds, 1e-9):F1}%\"></i>"
                )
            )
        );
        return "<div class=\"wide\"><table class=\"times\">"
            + $"<thead><tr>{string.Concat(CostRow.Header.Select(cell => $"<th>{cell}</th>"))}<th></th></tr></thead>"
            + $"<tbody>{string.Concat(rows)}{Row(total, " class=\"total\"", "")}</tbody></table></div>"
            + $"<p class=\"note\">{PageText.Encode(CostRow.Note(total))} {PageText.Encode(Numerics(run))}</p>";
    }

    private static string Numerics(RunRecord run) =>
        run
            .Stages.Select(stage => string.Join(", ", stage.Numerics.Select(entry => $"{entry.Key} {entry.Value}")))
            .LastOrDefault(text => text.Length > 0)
            is { } text
            ? $"Computed with {text}."
            : "";

    private static string Lineage(RunRecord run)
    {
        var rows = LineageRow
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
            );
        string[] header = ["round", "policy before", "rollouts", "scores", "selection", "policy after"];
        return "<p class=\"note\">First digits of SHA-256 content digests; the manifests in the store hold them in "
            + $"full.{(run.BasePolicy is { } start ? $" Base policy <code>{start}</code>." : "")}</p>"
            + $"<details><summary>Every round</summary>{PageText.Table(header, rows, "digests")}</details>";
    }

    private static string Settings(RunRecord run)
    {
        var rows = SettingRow.Of(run);
        var chosen = rows.Where(row => !row.IsDefault).Select(row => new[] { row.Path, row.Value, row.Meaning });
        var all = rows.Select(row => new[] { row.Path, row.Value, row.Meaning });
        return "<p class=\"note\">Those that differ from their defaults.</p>"
            + PageText.Table(["setting", "value", "meaning"], chosen, "settings")
            + $"<details><summary>All {rows.Count}</summary>{PageText.Table(["setting", "value", "meaning"], all, "settings")}</details>";
    }
}
