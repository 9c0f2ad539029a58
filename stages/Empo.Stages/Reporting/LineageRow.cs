using Empo.Experiments.Catalog;
using Empo.Experiments.Pages;
using Empo.Experiments.Storage;

namespace Empo.Stages.Reporting;

/// <summary>The inputs and outputs of a round, by the first digits of their content digests.</summary>
internal sealed record LineageRow(int Round, string PolicyBefore, string Rollouts, string Scores, string Selection, string PolicyAfter)
{
    public static IReadOnlyList<LineageRow> Of(RunRecord run) =>
        [
            .. run
                .Stages.Where(manifest => manifest.IsOf(StageTable.Update))
                .Select(update => new LineageRow(
                    update.Round ?? 0,
                    Input(update, InputRole.Policy),
                    Input(update, InputRole.Rollouts),
                    run.Find(StageTable.Filter, update.Round) is { } filter ? Input(filter, InputRole.Scores) : "–",
                    Input(update, InputRole.Selection),
                    Figures.Short(update.Output(StageTable.Policy).Digest)
                )),
        ];

    private static string Input(Manifest manifest, InputRole role) =>
        manifest.Inputs.FirstOrDefault(input => input.Is(role)) is { } input ? Figures.Short(input.Digest) : "–";
}
