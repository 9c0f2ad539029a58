using Empo.Experiments.Execution;
using Empo.Stages.Reporting;

namespace Empo.Stages.Stages;

/// <summary>Everybody's metrics to one page for people and one for text.</summary>
internal static class ReportStage
{
    public static void Run(StageContext context)
    {
        var run = RunRecord.From(context);

        File.WriteAllText(context.Output("report.html"), HtmlReport.Write(run));
        File.WriteAllText(context.Output("summary.md"), MarkdownSummary.Write(run));
    }
}
