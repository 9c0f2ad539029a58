using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Artifacts;
using Empo.Stages.Guarding;
using Empo.Stages.Scoring;

namespace Empo.Stages.Stages;

/// <summary>
/// Rollouts and scores to the indicators of a round. No stage reads them and they hold no verdict: the build compares them with the
/// limits of <c>guard:</c>, so a changed limit runs nothing again.
/// </summary>
internal static class GuardStage
{
    public static void Run(StageContext context)
    {
        IndicatorRow[] earlier = context.FindInput("earlier") is { } before
            ? [.. ArtifactTable.Read(before.Path, IndicatorRow.Schema)]
            : [];
        var groups = ArtifactTable.Read(context.Input("groups").Path, GroupRow.Schema);
        var indicators = RoundIndicators.Of(
            RolloutReader.Groups(context.Input("rollouts").Path, context.Chunks),
            ArtifactTable.Read(context.Input("scores").Path, ScoreRow.Schema),
            groups,
            context.FindInput("questions") is { } questions
                ? ArtifactTable
                    .Read(questions.Path, QuestionRow.Schema)
                    .ToDictionary(row => row.QuestionId, row => row.Text, StringComparer.Ordinal)
                : null,
            AnswerRules.FormsOf(context.Settings.Get(Score.Equivalence)),
            earlier);

        var round = context.Round;
        ArtifactTable.Write(
            context.Output("indicators.parquet"),
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
