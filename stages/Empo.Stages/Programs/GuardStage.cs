using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Artifacts;
using Empo.Stages.Indicators;
using Empo.Stages.Scoring;

namespace Empo.Stages.Programs;

/// <summary>
/// Computes the indicators of a round from rollouts and scores. No stage reads them, and they hold no verdict: the build compares them with
/// the limits of <c>guard:</c>. A changed limit therefore reruns no stage.
/// </summary>
internal static class GuardStage
{
    public static void Run(StageContext context)
    {
        IndicatorRow[] earlier = context.FindInput(InputRole.Earlier) is { } before
            ? [.. ArtifactTable.Read(before.Path, IndicatorRow.Schema)]
            : [];
        var groups = ArtifactTable.Read(context.Input(InputRole.Groups).Path, GroupRow.Schema);
        var indicators = RoundIndicators.Of(
            RolloutReader.Groups(context.Input(InputRole.Rollouts).Path, context.Chunks),
            ArtifactTable.Read(context.Input(InputRole.Scores).Path, ScoreRow.Schema),
            groups,
            context.FindInput(InputRole.Questions) is { } questions
                ? ArtifactTable
                    .Read(questions.Path, QuestionRow.Schema)
                    .ToDictionary(row => row.QuestionId, row => row.Text, StringComparer.Ordinal)
                : null,
            AnswerRules.FormsOf(context.Settings.Get(Score.Equivalence)),
            earlier);

        var round = context.Round;
        ArtifactTable.Write(
            context.Output(StageTable.Indicators),
            IndicatorRow.Schema,
            [
                .. earlier,
                .. indicators.Select(indicator => new IndicatorRow
                {
                    Round = round,
                    Indicator = indicator.Key,
                    Value = indicator.Value,
                }),
            ]
        );
        context.Metric("questions", groups.Count);
        foreach (var (name, value) in indicators)
        {
            context.Metric(name, value);
        }
    }
}
