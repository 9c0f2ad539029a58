using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.View;

namespace Empo.Tasks;

/// <summary>Brings <c>summary.json</c> and the link <c>policy/</c> in line with the store and the guard.</summary>
internal static class ViewUpdate
{
    /// <param name="ran">Ids of the stages that ran in this build.</param>
    public static void Apply(PipelineSession session, IReadOnlyList<NodeStatus> statuses, GuardVerdict verdict, IReadOnlySet<string> ran)
    {
        session.View.Write("summary.json", BuildSummary.ToJson(session.Experiment.Name, statuses, ran, verdict));
        if (verdict.Stop is not null || statuses.All(status => status.State == StageState.UpToDate))
        {
            UnfinishedBuild.End(session.View);
        }

        session.Resolution.Store.Memo.Save();
        if (Policy(session, statuses, verdict) is { } policy)
        {
            if (session.Experiment.TrainsAdapter && Base(session, statuses) is { } baseModel && baseModel != policy)
            {
                session.View.PlaceAdapter(policy, baseModel);
                return;
            }

            session.View.PointPolicyTo(policy);
        }
    }

    /// <summary>Folder of the model that adapters belong to.</summary>
    private static string? Base(PipelineSession session, IReadOnlyList<NodeStatus> statuses) => session.Experiment.Model
        ?? (statuses.FirstOrDefault(status => status.Node.Stage == "pretrain")?.Manifest is { } manifest ? session.Resolution.Store.PathOf(manifest, manifest.Output("policy")) : null);

    /// <summary>
    /// Folder of the newest policy that is up to date: the last finished round's, otherwise the base. Where the guard stopped, none newer
    /// than the last good round.
    /// </summary>
    private static string? Policy(PipelineSession session, IReadOnlyList<NodeStatus> statuses, GuardVerdict verdict)
    {
        var newest = verdict.Stop is null ? int.MaxValue : verdict.LastGoodRound;
        var maker = statuses.LastOrDefault(status => status.Node.Stage is "update" or "pretrain" && (status.Node.Round ?? 0) <= newest && status.Manifest is { } manifest && !manifest.Output("policy").Evicted);
        return maker is null ? session.Experiment.Model : session.Resolution.PathOf(maker.Node, "policy");
    }
}
