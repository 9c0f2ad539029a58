using System.Diagnostics;
using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.Protocol;
using Empo.Experiments.Runs;
using Empo.Experiments.Settings.Sections;
using Empo.Experiments.Storage;
using Empo.Experiments.Telemetry;
using Microsoft.Build.Framework;

namespace Empo.Tasks;

/// <summary>
/// Brings one stage of one round up to date. It computes the key now that the inputs are known, and reuses the entry in the store or asks
/// the stage process to make it. Every stage has a task of its own, so that a binary log tells them apart.
/// </summary>
/// <param name="definition">The stage's row.</param>
public abstract class RunStage(StageDefinition definition) : PipelineTask, ICancelableTask, IDisposable
{
    private const int MaxInputsShown = 6;

    /// <summary>How often a stage is started whose inputs other runs remove.</summary>
    private const int MaxAttempts = 5;

    private readonly CancellationTokenSource _cancellation = new();
    private Activity? _span;

    /// <summary>Round 1..R, 0 for the base policy; stages outside of rounds ignore it.</summary>
    public string Round { get; set; } = "";

    /// <summary><c>ran</c> or <c>reused</c>.</summary>
    [Output]
    public string Outcome { get; set; } = "";

    internal StageDefinition Definition { get; } = definition;

    /// <summary>Warns of the limits of this stage that a round breaks, or ends the build where one of them stops training.</summary>
    private void JudgeRound(PipelineSession session, int round)
    {
        bool Concerned(GuardLimit limit) => limit.Stage == Definition;
        var verdict = GuardVerdict.Until(session.Resolution, round);
        foreach (var finding in verdict.Findings.Where(finding => finding.Round == round && !finding.Stops && Concerned(finding.Limit)))
        {
            Warn(finding);
        }

        if (verdict.Stop is { } stop && Concerned(stop.Limit))
        {
            // Applied before the error is made: the error may name only a policy that the retention rules leave.
            Retention.Apply(session.Resolution);
            ReportStop(verdict, session.Resolution.DecideAll());
        }
    }

    public void Cancel() => _cancellation.Cancel();

    public void Dispose()
    {
        _cancellation.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override void Run()
    {
        using var ending = new EndedProcess(Definition, Cancel);
        var session = OpenSession();
        using var upstream = UseUpstream(session, looksOnly: false, _cancellation.Token);
        var round = Definition.InRounds ? int.Parse(Round, CultureInfo.InvariantCulture) : (int?)null;
        var node = session.Pipeline.Find(Definition, round)
            ?? throw new InvalidOperationException($"The experiment has no {StageNode.IdOf(Definition, round)}.");
        _span = Telemetry is null ? null : BuildTelemetry.BeginStage(node, session.Experiment.Name, Given["TraceParent"]);
        var status = session.Resolution.Decide(node);
        Outcome = "reused";
        // An evicted policy that policy/ should show is made again, although no stage reads it.
        Artifact[] shown = ShownPolicy.IsRemoved(session.Pipeline, status) ? [StageTable.Policy] : [];
        if (status.State != StageState.UpToDate || shown.Length > 0)
        {
            Outcome = Make(session, node, shown, shown.Length > 0 ? ShownPolicy.Removed : status.Reason) ? "ran" : "reused";
        }

        if (!Log.HasLoggedErrors)
        {
            Announce(session, node, upstream);
        }
    }

    private protected override void Ended(string? error) => 
        Telemetry?.EndStage(_span, Given["TraceParent"], Outcome == "ran" ? "ran" : "restored", error);

    /// <summary>Tells telemetry which entry the stage made or found; what it measured, where it ran.</summary>
    private void Trace(Manifest manifest)
    {
        _span?.SetTag(PipelineTelemetry.Key, manifest.Key).SetTag(PipelineTelemetry.Seconds, manifest.Seconds);
        if (Telemetry is not null && Outcome == "ran")
        {
            PipelineTelemetry.Record(manifest);
        }
    }

    /// <summary>
    /// Makes a node's entry, and tries again where another run removes one of its inputs meanwhile. False where another build was faster.
    /// </summary>
    private bool Make(PipelineSession session, StageNode node, IReadOnlyList<Artifact> needed, string reason)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (TryMake(session, node, needed, reason) is { } ran)
            {
                return ran;
            }

            foreach (var input in node.Inputs.Where(input => input.Producer is not null))
            {
                session.Resolution.Forget(input.Producer!);
            }
        }

        Fail(
            "EMPO4036",
            "Runs that share this store removed what {0} reads each time that it began. Build again when they have ended.",
            node.Id
        );
        return false;
    }

    /// <summary>Makes evicted inputs again, then the entry. Null where an input was removed while the stage ran.</summary>
    private bool? TryMake(PipelineSession session, StageNode node, IReadOnlyList<Artifact> needed, string reason)
    {
        foreach (var input in node.Inputs.Where(input => input.Producer is not null))
        {
            var producer = session.Resolution.Decide(input.Producer!);
            if (producer.Manifest is not { } manifest)
            {
                throw new InvalidOperationException($"{node.Id} cannot run: {producer.Node.Id} is {producer.State} ({producer.Reason}).");
            }

            if (
                manifest.Output(input.Output!).Evicted
                && !Make(
                    session,
                    input.Producer!,
                    [input.Output!],
                    $"its {input.Output} was removed by the retention rules and {node.Id} reads it"
                )
            )
            {
                session.Resolution.Forget(input.Producer!);
            }

            if (Log.HasLoggedErrors)
            {
                return false;
            }
        }

        return Send(session, node, needed, reason);
    }

    private bool? Send(PipelineSession session, StageNode node, IReadOnlyList<Artifact> needed, string reason)
    {
        if (needed.Count > 0)
        {
            session.Resolution.Forget(node);
        }

        var status = session.Resolution.Decide(node);
        var experiment = session.Experiment;
        var request = new StageRequest
        {
            Stage = node.Stage,
            Round = node.Round,
            Key = status.Key!,
            Experiment = experiment.Name,
            Settings = experiment.SliceFor(node.Definition),
            Inputs = [.. node.Inputs.Select(session.Resolution.Locate)],
            Outputs = [.. node.Definition.Outputs.Select(artifact => artifact.Name)],
            Fingerprint = status.Fingerprint!,
            Store = session.Resolution.Store.Root,
            Device = experiment.Device,
            Deterministic = experiment.Get(General.Deterministic),
            Threads = experiment.Threads,
        };
        Log.LogMessage(reason == Resolution.NeverRun ? MessageImportance.Normal : Importance, "{0}: {1}", node.Id, reason);
        var log = new BuildLog(session.RunFolder, this);
        var (exit, ran) = new StageConnection(Pipe, ProcessLog, log.Pass, log.Note).Send(
            new WireRequest(request, [.. needed.Select(artifact => artifact.Name)]),
            _cancellation.Token
        );
        session.Resolution.Forget(node);
        if (exit == StageServer.InputRemoved)
        {
            return null;
        }

        if (exit != StageServer.Done)
        {
            FailWith(exit, node);
            return false;
        }

        if (ran)
        {
            session.RecordRun(Pipe, node.Id);
        }

        return ran;
    }

    private void FailWith(int exit, StageNode node)
    {
        if (exit == StageServer.Cancelled)
        {
            Fail("EMPO6006", "{0} was cancelled; what was finished is kept. Build again to go on.", node.Id);
        }
        else if (!Log.HasLoggedErrors)
        {
            Fail("EMPO6007", "{0} ended with code {1} and gave no reason.", node.Id, exit);
        }
    }

    private void Announce(PipelineSession session, StageNode node, UpstreamUse upstream)
    {
        var status = session.Resolution.Decide(node);
        var manifest = status.Manifest
            ?? throw new UserError(
                "EMPO4005",
                $"The artifact of {node.Id} is not in the store although its stage has just finished; something removes files there. "
                    + "Check the store's folder.",
                session.Resolution.Store.Root
            );
        Trace(manifest);
        var read = string.Join(' ', manifest.Inputs.Take(MaxInputsShown).Select(input => $"{input.Role}={input.Digest[..8]}"));
        Say(Outcome == "ran"
            ? string.Create(CultureInfo.InvariantCulture, $"{node.Id}: ran in {manifest.Seconds:F1} s, read {read}")
            : $"{node.Id}: reused{upstream.Origin(status)}");
        if (Locked)
        {
            HoldAgainstLock(session, [status]);
        }

        if (GuardLimit.All.Any(limit => limit.Stage == Definition))
        {
            JudgeRound(session, node.Round!.Value);
        }

        StageEnding.Run(this, session, manifest);
    }
}
