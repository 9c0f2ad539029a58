using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Stages.Reporting;

namespace Empo.Stages.Programs;

/// <summary>Writes the metrics of all stages as an HTML page and a Markdown summary.</summary>
internal static class ReportStage
{
    public static void Run(StageContext context)
    {
        var run = RunRecord.From(context);

        File.WriteAllText(context.Output(StageTable.ReportPage), HtmlReport.Write(run));
        File.WriteAllText(context.Output(StageTable.ReportSummary), MarkdownSummary.Write(run));
    }
}
