using System.Globalization;
using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.Storage;
using Empo.Experiments.View;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Empo.Tasks;

/// <summary>
/// Looks ahead: which stages are up to date, stale or pending. Only rounds with something to do become project instances, so
/// a build with nothing to do costs the same with ten rounds and with two hundred.
/// </summary>
public sealed class ResolvePipeline : PipelineTask, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>Stage to stop after; empty for all.</summary>
    public string Until { get; set; } = "";

    /// <summary>Round to stop in; empty for the last.</summary>
    public string UntilRound { get; set; } = "";

    /// <summary>Whether every stage's state is wanted as an item.</summary>
    public bool Detailed { get; set; }

    /// <summary>Names of the stages outside of rounds that have work: <c>;Pretrain;Prepare;EvaluateBase;Report;</c>.</summary>
    [Output]
    public string Outside { get; set; } = ";";

    /// <summary>Rounds with work, in order; metadata <c>StageTargets</c>.</summary>
    [Output]
    public ITaskItem[] Rounds { get; set; } = [];

    /// <summary>Every stage with metadata Stage, Round, State, Reason, Key; only where <see cref="Detailed"/>.</summary>
    [Output]
    public ITaskItem[] Stages { get; set; } = [];

    /// <summary>Whether anything must run.</summary>
    [Output]
    public bool AnyWork { get; set; }

    public void Cancel() => _cancellation.Cancel();

    public void Dispose()
    {
        _cancellation.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override void Run()
    {
        var session = OpenSession();
        ModelFiles.Require(session.Experiment);
        if (!Detailed && !HoldStore())
        {
            return;
        }

        var wanted = Wanted(session.Pipeline.Nodes);
        var statuses = session.Resolution.LookAhead().Where(status => wanted.Contains(status.Node)).ToList();
        var work = statuses.Where(status => status.State != StageState.UpToDate).ToList();
        AnyWork = work.Count > 0;
        Outside = $";{string.Join(';', work.Where(status => status.Node.Round is null or 0).Select(status => TargetOf(status.Node)))};";
        Rounds = [.. work.Where(status => status.Node.Round > 0).GroupBy(status => status.Node.Round!.Value).Select(RoundItem)];
        if (Detailed)
        {
            Stages = [.. statuses.Select(StageItem)];
            foreach (var line in StatusTable.Lines(statuses))
            {
                Say(line);
            }
        }

        session.Resolution.Store.Memo.Save();
        Say(Summary(session, statuses, work));
        if (!Detailed)
        {
            if (Locked)
            {
                HoldAgainstLock(session, statuses);
            }

            StopWhereGuardStops(session, statuses);
        }

        if (AnyWork && !Recorded && !Detailed)
        {
            Say($"  {DiskNeed.Check(session.Resolution, work)}");
            UnfinishedBuild.Begin(session.View, statuses);
        }
    }

    /// <summary>Keeps the store's entries there until the build ends, on this node; false where the build was cancelled before that.</summary>
    private bool HoldStore()
    {
        if (BuildEngine4.GetRegisteredTaskObject(HoldKey, RegisteredTaskObjectLifetime.Build) is not null)
        {
            return true;
        }

        try
        {
            if (StoreHold.Share(StoreFolder, holder => Say($"waiting for {holder}, which removes entries from the store"), _cancellation.Token) is { } hold)
            {
                BuildEngine4.RegisterTaskObject(HoldKey, hold, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            Log.LogError(null, "EMPO6006", null, null, 0, 0, 0, 0, "The build was cancelled while it waited for the store. Build again.");
            return false;
        }
    }

    /// <summary>A limit that finished rounds break ends the build before anything runs; the view shows it.</summary>
    private void StopWhereGuardStops(PipelineSession session, List<NodeStatus> statuses)
    {
        var verdict = GuardVerdict.Of(session.Experiment, statuses);
        if (verdict.Stop is not null)
        {
            ViewUpdate.Apply(session, statuses, verdict, new HashSet<string>());
            ReportStop(verdict);
        }
    }

    private HashSet<StageNode> Wanted(IReadOnlyList<StageNode> nodes)
    {
        var needed = new HashSet<StageNode>(ReferenceEqualityComparer.Instance);
        if (Until.Length == 0)
        {
            needed.UnionWith(nodes);
            return needed;
        }

        var stage = Until.ToLowerInvariant();
        var round = UntilRound.Length == 0 ? (int?)null : int.Parse(UntilRound, CultureInfo.InvariantCulture);
        var last = nodes.LastOrDefault(node => node.Stage == stage && (round is null || node.Round == round))
            ?? throw new Experiments.Execution.StageFailure("EMPO1011", $"The experiment has no {StageNode.IdOf(stage, round)}. Choose a round that it has (EmpoRound), or raise 'rounds'.", Experiment);
        Collect(last, needed);
        return needed;
    }

    private static void Collect(StageNode node, HashSet<StageNode> needed)
    {
        var open = new Stack<StageNode>([node]);
        while (open.TryPop(out var next))
        {
            if (needed.Add(next))
            {
                foreach (var input in next.Inputs.Where(input => input.Producer is not null))
                {
                    open.Push(input.Producer!);
                }
            }
        }
    }

    private static string TargetOf(StageNode node) => node is { Stage: "evaluate", Round: 0 } ? "EvaluateBase" : char.ToUpperInvariant(node.Stage[0]) + node.Stage[1..];

    private static TaskItem RoundItem(IGrouping<int, NodeStatus> round)
    {
        var item = new TaskItem(round.Key.ToString(CultureInfo.InvariantCulture));
        item.SetMetadata("StageTargets", string.Join(';', round.Select(status => TargetOf(status.Node))));
        return item;
    }

    internal static TaskItem StageItem(NodeStatus status)
    {
        var item = new TaskItem(status.Node.Id);
        item.SetMetadata("Stage", status.Node.Stage);
        item.SetMetadata("Round", status.Node.Round?.ToString(CultureInfo.InvariantCulture) ?? "");
        item.SetMetadata("State", status.State switch { StageState.UpToDate => "up to date", StageState.Stale => "stale", _ => "pending" });
        item.SetMetadata("Reason", status.Reason);
        item.SetMetadata("Key", status.Key ?? "");
        return item;
    }

    private static string Summary(PipelineSession session, List<NodeStatus> statuses, List<NodeStatus> work)
    {
        var name = session.Experiment.Name;
        if (work.Count == 0)
        {
            return $"{name}: all {statuses.Count} stages are up to date";
        }

        var first = work[0];
        return $"{name}: {statuses.Count - work.Count} of {statuses.Count} stages are up to date; {first.Node.Id} is stale because {first.Reason}";
    }
}
