using Empo.Experiments.Graph;
using Empo.Experiments.Storage;

namespace Empo.Stages.Reporting;

/// <summary>What a round was made from, by first digits of content digests.</summary>
internal sealed record LineageRow(int Round, string PolicyBefore, string Rollouts, string Scores, string Selection, string PolicyAfter)
{
    public static IReadOnlyList<LineageRow> Of(RunRecord run) =>
        [
            .. run
                .Stages.Where(manifest => manifest.Stage == StageName.Update)
                .Select(update => new LineageRow(
                    update.Round ?? 0,
                    Input(update, "policy"),
                    Input(update, "rollouts"),
                    run.Find(StageName.Filter, update.Round) is { } filter ? Input(filter, "scores") : "–",
                    Input(update, "selection"),
                    Figures.Short(update.Output("policy").Digest)
                )),
        ];

    private static string Input(Manifest manifest, string role) =>
        manifest.Inputs.FirstOrDefault(input => input.Role == role) is { } input ? Figures.Short(input.Digest) : "–";
}
