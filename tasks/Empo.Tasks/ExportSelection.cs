using Empo.Experiments.Catalog;
using Empo.Experiments.Storage;
using Empo.Experiments.View;

namespace Empo.Tasks;

/// <summary>
/// Writes a recorded round's scores and selection for the program that sampled it; the round is over with it, so its line is shown here.
/// </summary>
public sealed class ExportSelection : RunStage
{
    private protected override StageDefinition Definition => StageTable.Export;

    private protected override void Finished(PipelineSession session, Manifest manifest)
    {
        var round = manifest.Round!.Value;
        var metrics = new[] { StageTable.Rollout, StageTable.Score, StageTable.Filter }
            .Select(stage => session.Pipeline.Find(stage, round)!)
            .SelectMany(node => session.Resolution.Decide(node).Manifest!.Metrics)
            .GroupBy(metric => metric.Key).ToDictionary(group => group.Key, group => group.Last().Value);
        Say(ConsoleTable.Round(round, session.Experiment.Rounds, metrics));
    }
}
