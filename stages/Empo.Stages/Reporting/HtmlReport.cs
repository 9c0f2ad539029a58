using System.Globalization;
using System.Net;
using System.Text;
using Empo.Experiments.Metrics;
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

        if (FollowedQuestion.Of(run) is { } followed)
        {
            Section(page, "One question, followed", Followed(run, followed));
        }

        Section(page, "Cost", Cost(run));
        Section(page, "Lineage", Lineage(run));
        Section(page, "Settings", Settings(run));
        page.Append("</main></body></html>\n");
        return page.ToString();
    }

    private static string WriteRecording(RunRecord run)
    {
        var page = Head(run, RecordingStory.Lead(run), RecordingStory.Caution);
        Section(page, "Rounds", Table(RecordingStory.Header, run.Recorded.Select(RecordingStory.Row), "numbers"));
        Section(page, "Over the rounds", Charts(Curves.OfRecording(run), "Every point is the responses of one recorded step."));
        Section(page, "Cost", Cost(run));
        Section(page, "Settings", Settings(run));
        page.Append("</main></body></html>\n");
        return page.ToString();
    }

    private static StringBuilder Head(RunRecord run, string lead, string caution)
    {
        var page = new StringBuilder();
        page.Append(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                + "content=\"width=device-width, initial-scale=1\">"
        );
        page.Append(
            CultureInfo.InvariantCulture,
            $"<title>{Escape(run.Title)}</title><style>{ReportStyle.Css}</style></head><body><main>\n"
        );
        page.Append(
            CultureInfo.InvariantCulture,
            $"<header><p class=\"kicker\">Empo.Pipeline · {Escape(run.Experiment)} · seed "
                + $"{Escape(run.TextOf(General.Seed))}</p><h1>{Escape(run.Title)}</h1><p "
                + $"class=\"lead\">{Escape(lead)}</p>{(caution.Length > 0 ? $"<p class=\"caution\">{Escape(caution)}</p>" : "")}</header>\n"
        );
        return page;
    }

    private static void Section(StringBuilder page, string title, string content) =>
        page.Append(CultureInfo.InvariantCulture, $"<section><h2>{Escape(title)}</h2>{content}</section>\n");

    private static string Comparisons(RunRecord run) =>
        Table(
            ["", "base", "trained", "change, paired by question"],
            Comparison.Rows(run).Select(row => new[] { row.Name, row.Base, row.Trained, row.Change }),
            "numbers"
        )
        + $"<p class=\"note\">{run.Base.Count} held-out {Escape(run.TextOf(Evaluate.Split))} questions, "
        + $"{Escape(run.TextOf(Evaluate.Samples))} sampled answers each at temperature "
        + $"{Escape(run.TextOf(Evaluate.Temperature))}. In brackets 95 % intervals: Wilson for greedy, otherwise bootstrap over "
        + $"questions, all answers to a question kept together. {Partly(run)}{Bound(run)}</p>";

    private static string Partly(RunRecord run) => run.Labelled == run.Base.Count ? ""
        : run.HasAccuracy ? $"Accuracy is over the {run.Labelled} of {run.Base.Count} questions that have an answer. "
        : "None of the questions has an answer, so accuracy is not measured. ";

    private static string Bound(RunRecord run) =>
        int.TryParse(run.TextOf(Evaluate.Samples), out var samples)
            ? $"The entropy of {samples} answers is at most ln {samples} = {Figures.Number(Math.Log(samples))} "
                + $"nats{(run.HasAccuracy ? "; it is set against accuracy over questions, each from its own half of the answers" : "")}."
            : "";

    private static string Charts(IReadOnlyList<Chart> charts, string note)
    {
        var text = new StringBuilder("<div class=\"charts\">");
        foreach (var chart in charts)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"<figure{(chart.Scatter ? " class=\"scatter\"" : "")}><figcaption><b>{Escape(chart.Title)}</b>"
                    + $"<span>{Escape(chart.Caption)}</span></figcaption>{SvgChart.Draw(chart)}</figure>"
            );
        }

        return text.Append(CultureInfo.InvariantCulture, $"</div><p class=\"note\">{Escape(note)}</p>").ToString();
    }

    private static string Followed(RunRecord run, FollowedQuestion followed)
    {
        var text = new StringBuilder();
        text.Append("<p class=\"note\">The question whose answers changed most, so an illustration and not a typical case.</p>");
        text.Append(
            CultureInfo.InvariantCulture,
            $"<blockquote>{Escape(followed.Before.Question)}{CorrectAnswer(followed.Before)}</blockquote><div class=\"pair\">"
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
        var sampled = string.Concat(row.SampledTexts.Select(text => $"<li><code>{Escape(text)}</code></li>"));
        return $"<div><h3>{name}</h3><p>{Verdict(row.GreedyCorrect)}greedy</p><p><code>{Escape(row.GreedyText)}</code></p>"
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
        row.Answer is { } answer ? $" <span class=\"answer\">correct answer: {Escape(answer)}</span>" : "";

    private static string Distinct(int clusters) =>
        clusters == 1 ? "all agree" : string.Create(CultureInfo.InvariantCulture, $"{clusters} different answers");

    private static string Cost(RunRecord run)
    {
        var costs = StageCost.Of(run.Stages);
        var total = StageCost.Total(costs);
        string Row(StageCost cost, string style, string bar) =>
            $"<tr{style}>{string.Concat(CostRow.Cells(cost).Select(cell => $"<td>{Escape(cell)}</td>"))}<td class=\"bar\">{bar}</td></tr>";
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
            + $"<p class=\"note\">{Escape(CostRow.Note(total))} {Escape(Numerics(run))}</p>";
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
            + $"<details><summary>Every round</summary>{Table(header, rows, "digests")}</details>";
    }

    private static string Settings(RunRecord run)
    {
        var rows = SettingRow.Of(run);
        var chosen = rows.Where(row => !row.IsDefault).Select(row => new[] { row.Path, row.Value, row.Meaning });
        var all = rows.Select(row => new[] { row.Path, row.Value, row.Meaning });
        return "<p class=\"note\">Those that differ from their defaults.</p>" + Table(["setting", "value", "meaning"], chosen, "settings")
            + $"<details><summary>All {rows.Count}</summary>{Table(["setting", "value", "meaning"], all, "settings")}</details>";
    }

    private static string Table(IReadOnlyList<string> header, IEnumerable<string[]> rows, string style) =>
        "<div class=\"wide\"><table "
        + $"class=\"{style}\"><thead><tr>{string.Concat(header.Select(cell => $"<th>{Escape(cell)}</th>"))}</tr></thead><tbody>"
        + string.Concat(rows.Select(row => $"<tr>{string.Concat(row.Select(cell => $"<td>{Escape(cell)}</td>"))}</tr>"))
        + "</tbody></table></div>";

    /// <summary>Encoded text without line breaks between a number and its percent sign.</summary>
    private static string Escape(string text) => WebUtility.HtmlEncode(text.Replace(" %", "\u00a0%", StringComparison.Ordinal));
}
