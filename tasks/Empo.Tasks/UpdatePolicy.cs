using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Storage;
using Empo.Experiments.View;

namespace Empo.Tasks;

/// <summary>Updates the policy on the kept questions of a round; the round is over with it, so its line is shown here.</summary>
public sealed class UpdatePolicy : RunStage
{
    private protected override StageDefinition Definition => StageTable.Update;

    private protected override IReadOnlyList<Artifact> Shown(PipelineSession session, NodeStatus status) =>
        ShownPolicy.IsRemoved(session.Pipeline, status) ? [StageTable.Policy] : [];

    private protected override void Finished(PipelineSession session, Manifest manifest)
    {
        var round = manifest.Round!.Value;
        var metrics = new[] { StageTable.Rollout, StageTable.Score, StageTable.Filter }
            .Select(stage => session.Pipeline.Find(stage, round)!)
            .SelectMany(node => session.Resolution.Decide(node).Manifest!.Metrics)
            .Concat(manifest.Metrics)
            .GroupBy(metric => metric.Key).ToDictionary(group => group.Key, group => group.Last().Value);
        Say(ConsoleTable.Round(round, session.Experiment.Rounds, metrics));
    }
}
