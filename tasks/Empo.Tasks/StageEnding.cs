using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Runs;
using Empo.Experiments.Storage;

namespace Empo.Tasks;

/// <summary>The output and checks of a build once a stage is up to date, beyond the stage's own line.</summary>
internal static class StageEnding
{
    private static readonly StageDefinition[] OfRound = [StageTable.Rollout, StageTable.Score, StageTable.Filter];

    /// <summary>Stages after which the curves of the run get their new points; the other stages of a round come before these.</summary>
    private static readonly StageDefinition[] Drawn = [StageTable.Update, StageTable.Guard, StageTable.Evaluate, StageTable.Export];

    public static void Run(RunStage task, PipelineSession session, Manifest manifest)
    {
        if (manifest.IsOf(StageTable.Prepare))
        {
            // Only now is it known which questions there are: which of them have answers, and which have decisions.
            PreparedLabels.Require(session.Experiment, manifest);
            DecisionsCheck.Run(session, manifest, task);
        }
        else if (manifest.IsOf(StageTable.Guard))
        {
            Retention.Apply(session.Resolution);
        }

        if (!Array.Exists(Drawn, manifest.IsOf))
        {
            return;
        }

        var statuses = session.Resolution.DecideAll();
        if (manifest.IsOf(StageTable.Update) || manifest.IsOf(StageTable.Export))
        {
            ShowRound(task, session, manifest, statuses);
        }

        session.WriteCurves(statuses);
    }

    private static void ShowRound(RunStage task, PipelineSession session, Manifest last, IReadOnlyList<NodeStatus> statuses)
    {
        var round = last.Round!.Value;
        var metrics = OfRound
            .SelectMany(stage => session.Resolution.Decide(session.Pipeline.Find(stage, round)!).Manifest!.Metrics)
            .Concat(last.Metrics)
            .GroupBy(metric => metric.Key)
            .ToDictionary(group => group.Key, group => group.Last().Value);
        task.Say(ConsoleTable.Round(round, session.Experiment.Rounds, metrics) + TimeLeft.Text(statuses));
    }
}
