using System.Globalization;
using System.Text;
using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Stages.Artifacts;
using Empo.Stages.Scoring;

namespace Empo.Stages.Programs;

/// <summary>Tabulates recorded rollouts that were scored and filtered again under other rules. Nothing is sampled or trained.</summary>
internal static class RescoreStage
{
    public static void Run(StageContext context)
    {
        using var rules = AnswerRules.Open(context, () =>
            ArtifactTable.Read(context.Input(InputRole.Questions).Path, QuestionRow.Schema).Select(row => (row.QuestionId, row.Text))
        );
        var labels = ArtifactTable
            .Read(context.Input(InputRole.Answers).Path, AnswerRow.Schema)
            .ToDictionary(row => row.QuestionId, row => row.Answer, StringComparer.Ordinal);
        RescoredRound[] rounds =
        [
            .. context
                .InputsOf(InputRole.Scores)
                .Select(input =>
                    RescoredRound.Of(
                        input.Round!.Value,
                        ArtifactTable.Read(input.Path, ScoreRow.Schema),
                        ArtifactTable.Read(InRound(context, InputRole.Groups, input.Round.Value), GroupRow.Schema),
                        ArtifactTable.Read(InRound(context, InputRole.Selection, input.Round.Value), SelectionRow.Schema),
                        labels,
                        rules
                    )
                ),
        ];

        RescoredRound.WriteAll(context.Output(StageTable.RescoreTable), rounds);
        File.WriteAllText(context.Output(StageTable.RescorePage), Table(rounds));
    }

    private static string InRound(StageContext context, InputRole role, int round) =>
        context.InputsOf(role).Single(input => input.Round == round).Path;

    private static string Table(IReadOnlyList<RescoredRound> rounds)
    {
        var text = new StringBuilder()
            .Append(
                "| round | questions | kept | reward | semantic entropy (nats) | majority share | majority right | reward of "
                    + "right - wrong |\n"
            )
            .Append("|---|---|---|---|---|---|---|---|\n");
        foreach (var round in rounds)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {round.Round} | {round.Questions} | {round.KeptShare:F3} | {round.Reward:F3} | {round.SemanticEntropy:F3} | "
                    + $"{round.MajorityShare:F3} | {Number(round.MajorityAccuracy)} | {Number(round.RewardMargin)} |\n"
            );
        }

        return text.ToString();
    }

    private static string Number(double? value) => value?.ToString("F3", CultureInfo.InvariantCulture) ?? "-";
}
