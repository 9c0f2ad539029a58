using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.Runs;

namespace Empo.Tasks;

/// <summary>Brings <c>summary.json</c> and the link <c>policy/</c> in line with the store and the guard.</summary>
internal static class RunUpdate
{
    /// <param name="ran">Ids of the stages that ran in this build.</param>
    public static void Apply(PipelineSession session, IReadOnlyList<NodeStatus> statuses, GuardVerdict verdict, IReadOnlySet<string> ran)
    {
        session.RunFolder.Write("summary.json", BuildSummary.ToJson(session.Experiment.Name, statuses, ran, verdict));
        session.WriteCurves(statuses);
        if (verdict.Stop is not null || statuses.All(status => status.State == StageState.UpToDate))
        {
            UnfinishedBuild.End(session.RunFolder);
        }

        session.Resolution.Store.Memo.Save();
        var shown = ShownPolicy.Of(statuses, verdict);
        if (
            (shown.Maker is { } maker ? session.Resolution.PathOf(maker.Node, StageTable.Policy) : session.Experiment.Model)
            is not { } policy
        )
        {
            return;
        }

        if (session.Experiment.TrainsAdapter && Base(session, statuses) is { } baseModel && baseModel != policy)
        {
            session.RunFolder.PlaceAdapter(policy, baseModel);
            return;
        }

        session.RunFolder.PointPolicyTo(policy);
    }

    /// <summary>Folder of the model that adapters belong to.</summary>
    private static string? Base(PipelineSession session, IReadOnlyList<NodeStatus> statuses) =>
        session.Experiment.Model
        ?? (
            statuses.FirstOrDefault(status => status.Node.Definition == StageTable.Pretrain)?.Manifest is { } manifest
                ? session.Resolution.Store.PathOf(manifest, StageTable.Policy)
                : null
        );
}
