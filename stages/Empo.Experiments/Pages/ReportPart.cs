using System.Globalization;
using System.Text;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;

namespace Empo.Experiments.Pages;

/// <summary>Fills the places of <see cref="ReportMarks"/> in the pages that the report stage made.</summary>
/// <param name="Experiment">With the settings that are in no key.</param>
/// <param name="Statuses">Every stage of the experiment.</param>
/// <param name="Verdict">Of the guard.</param>
public sealed record ReportPart(Experiment Experiment, IReadOnlyList<NodeStatus> Statuses, GuardVerdict Verdict)
{
    /// <summary>The page as the run folder shows it. A page without a mark stays as it is.</summary>
    /// <param name="name">Name of the report's output.</param>
    /// <param name="page">UTF-8.</param>
    public byte[] Fill(string name, byte[] page)
    {
        var isPage = name == StageTable.ReportPage.Name;
        if (!isPage && name != StageTable.ReportSummary.Name)
        {
            return page;
        }

        var words = GuardWords.Of(Experiment, Statuses, Verdict);
        var price = Price.Of(Experiment, Statuses);
        var text = new StringBuilder(Encoding.UTF8.GetString(page))
            .Replace(ReportMarks.Trust, isPage ? Tile(words) : $"**Can it be trusted?** {words.Title}. {words.Text} {Seeds}\n")
            .Replace(ReportMarks.Price, price is null ? "" : isPage ? PageText.Encode($" {price.Sentence}") : $" {price.Sentence}")
            .Replace(ReportMarks.Guard, isPage ? Section(words) : "");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private string Seeds =>
        string.Create(CultureInfo.InvariantCulture, $"One run, with seed {Experiment.Get(General.Seed)}: other seeds were not tried here.");

    private string Tile(GuardWords words) =>
        $"<div><h2>Can it be trusted?</h2><b class=\"{(words.IsGood ? "good" : "bad")}\">{PageText.Encode(words.Title)}</b>"
        + $"<p>{PageText.Encode($"{words.Text} {Seeds}")}</p></div>";

    private string Section(GuardWords words) =>
        GuardCharts.Of(Experiment, Statuses) is { Count: > 0 } charts
            ? PageText.Section(
                "What the guard watches",
                $"<p class=\"note\">{PageText.Encode(words.Text)} Dashed lines are the limits of the last build (guard:), beyond which it "
                    + "warns or stops; many refer to the first round's value.</p>"
                    + PageText.Charts(charts)
            )
            : "";
}
