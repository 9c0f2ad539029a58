using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.Properties;
using Empo.Experiments.Reproduction;
using Empo.Experiments.Resources;
using Empo.Experiments.Runs;
using Empo.Experiments.Storage;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Empo.Tasks;

/// <summary>
/// Looks ahead and decides which stages are up to date, stale or pending. Only rounds with work become project instances, so a build
/// without work costs the same with ten rounds and with two hundred.
/// </summary>
public sealed class ResolvePipeline : PipelineTask, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>Whether every stage's state is wanted as an item.</summary>
    public bool Detailed { get; set; }

    /// <summary>
    /// The steps that have work, in order: the stages before the rounds, each round, the stages after them. Metadata <c>StageTargets</c>,
    /// <c>Round</c> and <c>Label</c>.
    /// </summary>
    [Output]
    public ITaskItem[] Steps { get; set; } = [];

    /// <summary>Every stage with metadata Stage, Round, State, Reason, Key; only where <see cref="Detailed"/>.</summary>
    [Output]
    public ITaskItem[] Stages { get; set; } = [];

    /// <summary>Whether anything must run.</summary>
    [Output]
    public bool AnyWork { get; set; }

    /// <summary>The session, with the span of this build where telemetry is sent.</summary>
    [Output]
    public string Traced => Given.ToString();

    /// <summary>Stage to stop after; empty for all.</summary>
    private string Until => Given["Until"];

    /// <summary>Round to stop in; empty for the last.</summary>
    private string UntilRound => Given["EmpoRound"];

    public void Cancel() => _cancellation.Cancel();

    public void Dispose()
    {
        _cancellation.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected override string? Target =>
        Detailed ? "Status"
        : Rescores ? "Rescore"
        : Until.Length > 0 ? BuildProperties.Stage
        : "Build";

    protected override void Run()
    {
        if (!Detailed && Telemetry is { } telemetry)
        {
            Given = Given.With(("TraceParent", telemetry.Begin("build", Given["TraceParent"])));
        }

        var session = OpenSession();
        Telemetry?.Describe(Given["TraceParent"], session.Experiment.Name);
        ModelFiles.Require(session.Experiment);
        if (!Detailed && !HoldStore())
        {
            return;
        }

        var wanted = WantedStages.Of(session.Pipeline, Until.ToLowerInvariant(), LastRound());
        using var upstream = UseUpstream(session, looksOnly: Detailed, _cancellation.Token);
        session.Resolution.TakesFromUpstream = wanted.Contains;
        var all = session.Resolution.LookAhead();
        var statuses = all.Where(status => wanted.Contains(status.Node)).Select(status => ToShow(session, status)).ToList();
        var work = statuses.Where(status => status.State != StageState.UpToDate).ToList();
        AnyWork = work.Count > 0;
        if (!Detailed)
        {
            Telemetry?.Skip(statuses.Except(work), session.Experiment.Name, Given["TraceParent"]);
        }

        Steps = [.. work.GroupBy(status => StepOf(session.Pipeline, status.Node)).OrderBy(step => step.Key).Select(StepItem)];
        if (Detailed)
        {
            Stages = [.. statuses.Select(StageItem)];
            foreach (var line in StatusTable.Lines(statuses))
            {
                Say(line);
            }
        }

        session.Resolution.Store.Memo.Save();
        if (!Detailed && upstream.Summary is { } copied)
        {
            Say(copied);
        }

        Say(Summary(session, statuses, work));
        SayNote(session);
        PreparedLabels.Require(session.Experiment, all.FirstOrDefault(status => status.Node.Definition == StageTable.Prepare)?.Manifest);
        if (!Detailed)
        {
            if (Locked)
            {
                HoldStagesAgainstLock(session);
                HoldAgainstLock(session, statuses);
            }

            DecisionsCheck.Run(session, all.FirstOrDefault(status => status.Node.Definition == StageTable.Prepare)?.Manifest,
                this
            );
            Judge(session, all, wanted);
        }

        if (AnyWork && !Rescores && !Detailed)
        {
            Say($"  {DiskNeed.Check(session.Resolution, work, FreeSpace)}");
            UnfinishedBuild.Begin(session.RunFolder, statuses);
        }
    }

    private protected override void Ended(string? error)
    {
        if (error is not null && !Detailed)
        {
            Telemetry?.End(Given["TraceParent"], error);
            SendTelemetry();
        }
    }

    /// <summary>
    /// The round to stop in, or null. A whole build cannot stop at a round: it would go on to the last one, which is not what the user
    /// asked for.
    /// </summary>
    private int? LastRound()
    {
        if (UntilRound.Trim().Length == 0)
        {
            return null;
        }

        if (Until.Length == 0 && !Detailed)
        {
            throw new UserError(
                "EMPO1033",
                $"EmpoRound is {UntilRound.Trim()}, but only a stage's target stops at a round; this one goes on to the last. "
                    + $"Call one, such as -t:Guard -p:EmpoRound={UntilRound.Trim()}, or set fewer rounds: "
                    + $"-p:EmpoSet=\"rounds={UntilRound.Trim()}\".",
                "EmpoRound"
            );
        }

        return int.TryParse(
            UntilRound,
            NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture,
            out var round
        )
            ? round
            : throw new UserError("EMPO1033", $"EmpoRound is '{UntilRound}', which is not a round. Write a whole number.", "EmpoRound");
    }

    /// <summary>
    /// Requires that the experiment has the stages of the lock. The outputs of each stage are compared when the stage ends.
    /// </summary>
    private void HoldStagesAgainstLock(PipelineSession session)
    {
        if (!Rescores && session.Lock.StagesDifference([.. session.Pipeline.Nodes.Select(node => node.Id)]) is { } stages)
        {
            throw new UserError(
                "EMPO4026",
                $"{stages}. Undo the change, or make a new lock (-t:Lock) if it is meant.",
                LockFile.PathOf(session.Experiment.File)
            );
        }
    }

    /// <summary>
    /// Holds the store on this node, so that its entries stay until the build ends. False where the build was cancelled while it waited.
    /// </summary>
    private bool HoldStore()
    {
        if (BuildEngine4.GetRegisteredTaskObject(HoldKey, RegisteredTaskObjectLifetime.Build) is not null)
        {
            return true;
        }

        try
        {
            if (
                StoreHold.Share(
                    StoreFolder,
                    holder => Say($"waiting for {holder}, which removes entries from the store"),
                    _cancellation.Token
                ) is
                { } hold
            )
            {
                BuildEngine4.RegisterTaskObject(HoldKey, hold, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
                if (LocalLocks.Of(StoreFolder) is { } mount)
                {
                    Log.LogWarning(
                        null, "EMPO6032", null, StoreFolder, 0, 0, 0, 0,
                        "The locks of this store hold on this host only ({0}). Build on one host at a time, or mount it with "
                            + "locks that the server keeps.",
                        mount
                    );
                }
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            Fail("EMPO6006", "The build was cancelled while it waited for the store. Build again.");
            return false;
        }
    }

    /// <summary><c>policy/</c> shows the last policy, so a whole build makes it again where the retention rules removed it.</summary>
    private NodeStatus ToShow(PipelineSession session, NodeStatus status) =>
        Until.Length == 0 && ShownPolicy.IsRemoved(session.Pipeline, status)
            ? status with
            {
                State = StageState.Stale,
                Reason = ShownPolicy.Removed,
            }
            : status;

    /// <summary>
    /// Warns of the limits that finished rounds break, once each. Where one of them stops training, it ends the build before anything runs:
    /// a whole build always, a partial one where it reaches the stage that broke the limit or goes beyond it. The run folder shows the
    /// stop.
    /// </summary>
    private void Judge(PipelineSession session, IReadOnlyList<NodeStatus> all, IReadOnlySet<StageNode> wanted)
    {
        StageNode Node(GuardFinding finding) => session.Pipeline.Find(finding.Limit.Stage, finding.Round)!;
        var verdict = GuardVerdict.Of(session.Experiment, all);
        foreach (
            var broken in verdict
                .Findings.Where(finding => !finding.Stops && wanted.Contains(Node(finding)))
                .GroupBy(finding => finding.Setting)
                .Select(group => group.ToList())
        )
        {
            Warn(
                broken[^1],
                broken.Count == 1
                    ? ""
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $" It was broken in {broken.Count} rounds, first in round {broken[0].Round}."
                    )
            );
        }

        if (verdict.Stop is { } stop && wanted.Any(node => session.Pipeline.IndexOf(node) >= session.Pipeline.IndexOf(Node(stop))))
        {
            RunUpdate.Apply(session, all, verdict, new HashSet<string>());
            ReportStop(verdict, all);
        }
    }

    /// <summary>The round in which a stage runs: 0 before the first one, R + 1 after the last one.</summary>
    private static int StepOf(Pipeline pipeline, StageNode node) =>
        node.Round ?? (pipeline.Nodes.TakeWhile(other => other.Round is null or 0).Contains(node) ? 0 : int.MaxValue);

    private static TaskItem StepItem(IGrouping<int, NodeStatus> step)
    {
        var round = step.Key == int.MaxValue ? "" : step.Key.ToString(CultureInfo.InvariantCulture);
        var item = new TaskItem(step.Key.ToString(CultureInfo.InvariantCulture));
        item.SetMetadata("StageTargets", string.Join(';', step.Select(status => status.Node.Definition.Target)));
        item.SetMetadata("Round", round);
        item.SetMetadata("Label", step.Key is 0 or int.MaxValue ? "" : $"round {round}");
        return item;
    }

    internal static TaskItem StageItem(NodeStatus status)
    {
        var item = new TaskItem(status.Node.Id);
        item.SetMetadata("Stage", status.Node.Stage);
        item.SetMetadata("Round", status.Node.Round?.ToString(CultureInfo.InvariantCulture) ?? "");
        item.SetMetadata("State", StatusTable.Name(status.State));
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
        return $"{name}: {statuses.Count - work.Count} of {statuses.Count} stages are up to date; {first.Node.Id} is stale because "
            + $"{first.Reason}";
    }
}
