using System.Globalization;
using System.Text;
using Empo.Experiments.Pages;

namespace Empo.Stages.SuiteReports;

/// <summary>The report of a suite as Markdown and as one HTML page, with a picture for each metric that shows every run.</summary>
internal static class SuiteReport
{
    private const string RangeNote = " Means over seeds, base -> trained, in brackets the trained runs' range.";

    private const string Differences =
        "Trained minus trained, paired by seed. From five pairs on with 95 % intervals by Student's distribution, otherwise with "
        + "the range.";
    private const string Definitions =
        "Settings beside those of the experiment, the command line's last; seed, run_name and threads are each run's own. The "
        + "reports of the runs say what each came to.";
    private const string Training =
        "Some runs know no answers to held-out questions, so this is what every run shows of its own training questions: first "
        + "round -> last, means over seeds. The two rounds have different questions.";
    private const string Voting =
        "With two cluster sizes a vote and the cluster's share give the same advantages by algebra; only in these groups can the "
        + "two arms part.";

    public static string Markdown(SuiteOutcome outcome)
    {
        var tables = new SuiteTables(outcome);
        var text = new StringBuilder().Append(
            CultureInfo.InvariantCulture,
            $"# {outcome.Suite.Title}\n\n"
                + $"{SuiteStory.Of(outcome)}\n\n{Counts(outcome)}{(tables.IsEvaluated ? RangeNote : "")}\n\n"
        );
        Append(text, tables.Arms());
        if (tables.Training() is { Rows.Count: > 0 } training)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## Training questions\n\n{Training}\n\n");
            Append(text, training);
        }

        text.Append(CultureInfo.InvariantCulture, $"\n## What the arms are\n\n{Definitions}\n\n");
        Append(text, tables.Definitions());
        if (tables.IsEvaluated)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## Differences\n\n{Differences}\n\n");
            Append(text, tables.Differences());
        }

        text.Append(CultureInfo.InvariantCulture, $"\n## Where EMPO and voting differ\n\n{Voting}\n\n");
        Append(text, tables.VotingDiffers());
        text.Append("\n## Every run\n\n");
        Append(text, tables.Runs());
        return text.ToString();
    }

    public static string Html(SuiteOutcome outcome)
    {
        var tables = new SuiteTables(outcome);
        var page = new StringBuilder(PageText.Start(outcome.Suite.Title, ArmStyle.Css(outcome.Suite.Arms.Count)));
        page.Append(
            CultureInfo.InvariantCulture,
            $"<header><p class=\"kicker\">Empo.Pipeline · suite {Encode(outcome.Suite.Name)}</p><h1>{Encode(outcome.Suite.Title)}</h1><p "
                + $"class=\"lead\">{Encode(SuiteStory.Of(outcome))}</p><p class=\"caution\">{Encode(Counts(outcome))}</p></header>\n"
        );
        Section(
            page,
            "Arms",
            tables.IsEvaluated ? "Means over seeds, base -> trained, in brackets the trained runs' range." : "",
            Table(tables.Arms())
        );
        if (tables.Training() is { Rows.Count: > 0 } training)
        {
            Section(page, "Training questions", Training, Table(training));
        }

        Section(page, "What the arms are", Definitions, Table(tables.Definitions(), "settings"));
        if (tables.IsEvaluated)
        {
            Section(page, "Differences", Differences, Table(tables.Differences()));
            Section(page, "Over the rounds", "Held-out questions; a line is a run, a colour an arm.", Charts(outcome));
        }

        Section(page, "Where EMPO and voting differ", Voting, Table(tables.VotingDiffers()));
        Section(page, "Every run", "", Table(tables.Runs()));
        return page.Append(PageText.End).Append('\n').ToString();
    }

    private static string Counts(SuiteOutcome outcome) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{outcome.Results.Count} of {outcome.Suite.Runs.Count} runs: {outcome.Suite.Arms.Count} arms, seeds "
                + $"{string.Join(", ", outcome.Suite.Runs.Select(run => run.Seed).Distinct())}."
        ) + (outcome.Missing.Count > 0 ? $" Without a result: {string.Join("; ", outcome.Missing)}." : "");

    private static string Charts(SuiteOutcome outcome)
    {
        var text = new StringBuilder("<div class=\"charts\">");
        foreach (var metric in SuiteMetric.Of(outcome.Results))
        {
            var chart = new Chart
            {
                Title = metric.Name,
                Caption = "base and every evaluated round",
                IsShare = metric.IsShare,
                Series = [.. Series(outcome, metric)],
            };
            text.Append(
                CultureInfo.InvariantCulture,
                $"<figure><figcaption><b>{Encode(chart.Title)}</b><span>{Encode(chart.Caption)}</span></figcaption>"
                    + $"{SvgChart.Draw(chart)}</figure>"
            );
        }

        if (
            SuiteMetric.Of(outcome.Results).FirstOrDefault(metric => metric.Key.StartsWith("maj@", StringComparison.Ordinal)) is
            { } majority
        )
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"<figure class=\"scatter\"><figcaption><b>what the base's majority promises</b><span>gain of pass@1 against the "
                    + $"base's {Encode(majority.Key)}; a dot is a run, colours as "
                    + $"above</span></figcaption>{SvgChart.Draw(Promise(outcome, majority))}</figure>"
            );
        }

        return text.Append("</div>").ToString();
    }

    private static Chart Promise(SuiteOutcome outcome, SuiteMetric majority) =>
        new()
        {
            Title = "gain against the base's majority",
            Caption = "",
            XName = $"{majority.Key} of the base",
            Scatter = true,
            Series =
            [
                .. outcome
                    .ByArm()
                    .Select(arm => new ChartSeries(
                        arm.Key,
                        [
                            .. arm.Where(run => run.Base.ContainsKey("pass@1") && run.Base.ContainsKey(majority.Key) && run.HasAccuracy)
                                .Select(run => new ChartPoint(run.Base[majority.Key], run.Trained["pass@1"] - run.Base["pass@1"])),
                        ]
                    )
                    {
                        Colour = outcome.Suite.Arms.ToList().IndexOf(arm.Key),
                    }),
            ],
        };

    /// <summary>One line per run; an arm's name is at its first line.</summary>
    private static IEnumerable<ChartSeries> Series(SuiteOutcome outcome, SuiteMetric metric)
    {
        foreach (var arm in outcome.ByArm())
        {
            foreach (var (number, run) in arm.Index())
            {
                var points = run
                    .Evaluations.Where(evaluation => evaluation.Metrics.TryGetValue(metric.Key, out var value) && double.IsFinite(value))
                    .Select(evaluation => new ChartPoint(evaluation.Round, evaluation.Metrics[metric.Key]));
                yield return new ChartSeries(number == 0 ? arm.Key : "", [.. points])
                {
                    Colour = outcome.Suite.Arms.ToList().IndexOf(arm.Key),
                };
            }
        }
    }

    private static void Append(StringBuilder text, (string[] Header, IReadOnlyList<string[]> Rows) table)
    {
        text.Append(
            CultureInfo.InvariantCulture,
            $"| {string.Join(" | ", table.Header)} |\n|{string.Concat(Enumerable.Repeat("---|", table.Header.Length))}\n"
        );
        foreach (var row in table.Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |\n");
        }
    }

    private static void Section(StringBuilder page, string title, string note, string content) =>
        page.Append(PageText.Section(title, $"{(note.Length > 0 ? $"<p class=\"note\">{Encode(note)}</p>" : "")}{content}"));

    private static string Table((string[] Header, IReadOnlyList<string[]> Rows) table, string style = "arms") =>
        PageText.Table([.. table.Header.Select(Arrows)], table.Rows.Select(row => row.Select(Arrows).ToArray()), style);

    private static string Encode(string text) => PageText.Encode(Arrows(text));

    private static string Arrows(string text) => text.Replace("->", "→", StringComparison.Ordinal);
}
