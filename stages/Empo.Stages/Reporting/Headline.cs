using System.Globalization;
using System.Text;
using Empo.Experiments.Metrics;
using Empo.Experiments.Pages;
using Empo.Experiments.Settings.Sections;

namespace Empo.Stages.Reporting;

/// <summary>
/// The first screen: did it get better, can it be trusted, what did it cost, when was it. The build fills in what the guard says and the
/// price, because both depend on settings that are in no key.
/// </summary>
internal static class Headline
{
    /// <summary>Tiles in HTML.</summary>
    public static string Tiles(RunRecord run)
    {
        var tiles = new StringBuilder("<div class=\"tiles\">");
        if (run.Recorded.Count == 0)
        {
            var (title, text, style) = Result(run);
            Tile(tiles, "Did it get better?", title, text, style);
        }

        tiles.Append(ReportMarks.Trust);
        var (time, tokens) = Cost(run);
        Tile(tiles, "What did it cost?", time, tokens, "", ReportMarks.Price);
        if (When(run) is { } when)
        {
            Tile(tiles, "When?", when.Day, when.Times, "");
        }

        return tiles.Append("</div>\n").ToString();
    }

    /// <summary>The same as lines of Markdown.</summary>
    public static string Lines(RunRecord run)
    {
        var lines = new StringBuilder();
        if (run.Recorded.Count == 0)
        {
            var (title, text, _) = Result(run);
            lines.Append(CultureInfo.InvariantCulture, $"**Did it get better?** {title}. {text}\n\n");
        }

        var (time, tokens) = Cost(run);
        lines.Append(
            CultureInfo.InvariantCulture,
            $"{ReportMarks.Trust}\n**What did it cost?** {time}. {tokens}{ReportMarks.Price}\n\n"
        );
        return When(run) is { } when
            ? lines.Append(CultureInfo.InvariantCulture, $"**When?** {when.Day}. {when.Times}\n\n").ToString()
            : lines.ToString();
    }

    private static (string Title, string Text, string Style) Result(RunRecord run)
    {
        if (run.Rounds == 0)
        {
            return ("Nothing was trained", "The run has no rounds; what follows describes the base.", "");
        }

        if (!run.HasAccuracy)
        {
            return (
                "Not known",
                run.IsEvaluated
                    ? "No held-out question has an answer, so nobody can say whether its answers are right."
                    : "Nothing was evaluated, so nobody can say whether its answers are right.",
                "bad"
            );
        }

        var change = PairedChange.PassAtOne(run);
        var (before, after) = (run.BaseMetrics[EvaluationMetrics.PassAtOne], run.TrainedMetrics[EvaluationMetrics.PassAtOne]);
        var (word, style) = change switch
        {
            { Low: > 0 } => ("Yes", "good"),
            { High: < 0 } => ("No, it got worse", "bad"),
            _ => ("No change beyond chance", "bad"),
        };
        return (
            $"{word}: {Figures.Percent(before)} right before, {Figures.Percent(after)} after",
            $"Answers drawn at random to {run.LabelledQuestions.TrimEnd(',')}; change {Figures.Points(change)}.",
            style
        );
    }

    private static (string Time, string Tokens) Cost(RunRecord run)
    {
        var total = StageCost.Total(StageCost.Of(run.Stages));
        return (
            Figures.Seconds(total.Seconds),
            $"{Figures.Count(total.TokensSampled)} tokens sampled, {Figures.Count(total.TokensTrained)} trained on; "
                + $"{Figures.Seconds(total.DeviceSeconds)} of the time was spent computing with a model."
        );
    }

    /// <summary>The day of the last stage, and the time from the start of the first to the end of the last.</summary>
    private static (string Day, string Times)? When(RunRecord run)
    {
        var ends = run
            .Stages.Select(stage => (Ended: Figures.TimeOf(stage.Finished), stage.Seconds))
            .Where(stage => stage.Ended is not null)
            .Select(stage => (Began: stage.Ended!.Value.AddSeconds(-stage.Seconds), Ended: stage.Ended.Value))
            .ToArray();
        return ends.Length == 0
            ? null
            : (
                ends.Max(stage => stage.Ended).ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
                $"First stage began {Text(ends.Min(stage => stage.Began))}, last one ended {Text(ends.Max(stage => stage.Ended))}. "
                    + $"Seed {run.TextOf(General.Seed)}."
            );

        static string Text(DateTimeOffset time) => time.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
    }

    private static void Tile(StringBuilder tiles, string question, string title, string text, string style, string mark = "") =>
        tiles.Append(
            CultureInfo.InvariantCulture,
            $"<div><h2>{question}</h2><b{(style.Length > 0 ? $" class=\"{style}\"" : "")}>{PageText.Encode(title)}</b>"
                + $"<p>{PageText.Encode(text)}{mark}</p></div>"
        );
}
