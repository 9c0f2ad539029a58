using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;

namespace Empo.Experiments.Graph;

/// <summary>
/// The stages that a build covers: all of them, or one stage with everything that it depends on. Where that includes training, the stages
/// that a whole build would have judged before it are included too. The guard then stops this build as well, and the retention rules, which
/// are applied after each guard, hold.
/// </summary>
public static class WantedStages
{
    /// <param name="stage">Name of the stage to stop after; empty for all.</param>
    /// <param name="round">Round to stop in; null for the last.</param>
    /// <exception cref="UserError">EMPO1011 where the experiment has no such stage.</exception>
    public static IReadOnlySet<StageNode> Of(Pipeline pipeline, string stage, int? round)
    {
        var wanted = new HashSet<StageNode>(ReferenceEqualityComparer.Instance);
        if (stage.Length == 0)
        {
            wanted.UnionWith(pipeline.Nodes);
            return wanted;
        }

        var last = pipeline.Nodes.LastOrDefault(node => node.Stage == stage && (round is null || node.Round == round))
            ?? throw new UserError(
                "EMPO1011",
                $"The experiment has no {StageNode.IdOf(stage, round)}{Remedy(pipeline, stage)}",
                pipeline.Experiment.File
            );
        Collect(last, wanted);
        var trained = wanted.Where(node => node.Definition == StageTable.Update).Select(node => node.Round!.Value).DefaultIfEmpty(-1).Max();
        foreach (var judging in pipeline.Nodes.Take(pipeline.IndexOf(last)).Where(node => node.Round <= trained && Judges(pipeline, node)))
        {
            Collect(judging, wanted);
        }

        return wanted;
    }

    private static string Remedy(Pipeline pipeline, string stage)
    {
        if (pipeline.Nodes.Any(node => node.Stage == stage))
        {
            return ". Choose a round that it has (EmpoRound), or raise 'rounds'.";
        }

        var row = StageTable.Find(stage)!;
        return row.InTrainingOnly && pipeline.Experiment.Engine == RolloutEngine.Imported
            ? ": nothing is trained or asked where rollouts are recorded (rollout.engine)."
            : row.WhenMissing;
    }

    /// <summary>
    /// Whether the build compares what a stage measures with limits. The guard itself costs next to nothing and is always included, even
    /// where nothing compares its indicators.
    /// </summary>
    private static bool Judges(Pipeline pipeline, StageNode node) =>
        node.Definition == StageTable.Guard
        || (node.Definition == StageTable.Probe && pipeline.Experiment.Judges)
        || (node.Definition == StageTable.Evaluate && pipeline.Experiment.JudgesAccuracy);

    private static void Collect(StageNode node, HashSet<StageNode> wanted)
    {
        var open = new Stack<StageNode>([node]);
        while (open.TryPop(out var next))
        {
            if (wanted.Add(next))
            {
                foreach (var input in next.Inputs.Where(input => input.Producer is not null))
                {
                    open.Push(input.Producer!);
                }
            }
        }
    }
}
