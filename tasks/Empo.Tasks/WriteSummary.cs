using System.Text;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.Pages;
using Empo.Experiments.Reproduction;
using Empo.Experiments.Runs;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Experiments.Telemetry;

namespace Empo.Tasks;

/// <summary>
/// Brings the run folder up to date after a build, also after one that failed: summary.json, report, the link to the policy.
/// </summary>
public sealed class WriteSummary : PipelineTask
{
    private bool _unfinished;

    private string? Unfinished => _unfinished ? PipelineTelemetry.OtherError : null;

    private protected override void Ended(string? error)
    {
        if (Telemetry is { } telemetry)
        {
            telemetry.End(Given["TraceParent"], error ?? telemetry.StageError(Given["TraceParent"]) ?? Unfinished);
            SendTelemetry();
        }
    }

    protected override void Run()
    {
        var session = OpenSession();
        if (Rescores)
        {
            // The summary describes the last training build; scoring its rollouts anew changes nothing of that.
            ShowTable(session, aloud: true);
            return;
        }

        if (Pipe.Length > 0)
        {
            // Outputs that were made again for one reader are removed again. Rounds do this themselves.
            Retention.Apply(session.Resolution);
        }

        var statuses = session.Resolution.DecideAll();
        _unfinished = Given["Until"].Length == 0 && statuses.Any(status => status.Manifest is null);
        var ran = session.TakeRuns(Pipe);
        var verdict = GuardVerdict.Of(session.Experiment, statuses);
        RunUpdate.Apply(session, statuses, verdict, ran);
        if (Locked && statuses.All(status => status.Manifest is not null))
        {
            var levels = HoldAgainstLock(session, statuses);
            int Count(LockLevel level) => levels.GetValueOrDefault(level);
            var classes = statuses
                .Where(status => status.Node.Definition.LockedAs != LockedAs.Nothing)
                .Select(status => session.Lock.ClassDifference(status.Manifest!))
                .Where(text => text.Length > 0)
                .Distinct();
            Say(
                Count(LockLevel.Metrics) + Count(LockLevel.None) == 0
                    ? $"  locked: all {Count(LockLevel.Bytes)} stages have the bytes of the lock"
                    : $"  locked: another numerics class ({string.Join("; ", classes)}); "
                        + $"{Count(LockLevel.Bytes)} stages held by bytes, {Count(LockLevel.Metrics)} evaluations by what the locked "
                        + $"seeds lead to expect, {Count(LockLevel.None)} could not be compared"
            );
        }

        if (session.Experiment.Engine == RolloutEngine.Imported)
        {
            ShowRecording(session, statuses, ran);
        }

        WriteForOthers(session, statuses, verdict);

        if (statuses[^1] is { Manifest: { } report } && report.IsOf(StageTable.Report))
        {
            var settings = UnkeyedSetting.Of(session.Experiment, statuses);
            var part = new ReportPart(session.Experiment, statuses, verdict);
            foreach (var output in report.Outputs)
            {
                var page = part.Fill(output.Name, File.ReadAllBytes(session.Resolution.Store.PathOf(report, output)));
                session.RunFolder.Write(output.Name, ReportPages.WithSettings(output.Name, page, settings));
            }

            foreach (var line in session.Experiment.Engine == RolloutEngine.Imported ? [] : ConsoleTable.BeforeAndAfter(statuses))
            {
                Say(line);
            }

            Say($"  report: {Path.Combine(session.RunFolder.Folder, StageTable.ReportPage.Name)}");
        }

        Say(BuildCost.Of(statuses, ran).Line());
    }

    /// <summary>Writes what leaves with a run: the page on cost and risk, the model card, the results in lm-eval's shape.</summary>
    private static void WriteForOthers(PipelineSession session, IReadOnlyList<NodeStatus> statuses, GuardVerdict verdict)
    {
        if (statuses.All(status => status.Manifest is null))
        {
            return;
        }

        var (experiment, folder) = (session.Experiment, session.RunFolder);
        folder.Write(CostAndRisk.FileName, Encoding.UTF8.GetBytes(new CostAndRisk(experiment, statuses, verdict).Page()));
        if (experiment.Engine == RolloutEngine.Imported)
        {
            return; // no policy is made
        }

        var policy = new LeavingPolicy(experiment, statuses, ShownPolicy.Of(statuses, verdict).Round);
        folder.Write(ModelCard.FileName, Encoding.UTF8.GetBytes(new ModelCard(policy, verdict).Text()));
        folder.WriteOrRemove("lm-eval/base.json", HarnessResults.Of(experiment, policy.BaseEvaluation, $"{experiment.Name} base"));
        folder.WriteOrRemove(
            "lm-eval/trained.json",
            policy.Round > 0 ? HarnessResults.Of(experiment, policy.OwnEvaluation, $"{experiment.Name} round {policy.Round}") : null
        );
    }

    /// <summary>Writes the table of rescored rounds into the run folder, whether its stage ran or was up to date.</summary>
    /// <param name="aloud">Whether the console shows it too.</param>
    private void ShowTable(PipelineSession session, bool aloud)
    {
        if (session.Resolution.Decide(session.Pipeline.Find(StageTable.Rescore, null)!).Manifest is not { } manifest)
        {
            return; // a stage before it failed
        }

        foreach (var output in manifest.Outputs)
        {
            session.RunFolder.Write(output.Name, File.ReadAllBytes(session.Resolution.Store.PathOf(manifest, output)));
        }

        foreach (var line in aloud ? File.ReadLines(session.Resolution.Store.PathOf(manifest, StageTable.RescorePage)) : [])
        {
            Say(line);
        }
    }

    /// <summary>Puts the exported rounds and the table of all rounds into the run folder.</summary>
    private void ShowRecording(PipelineSession session, IReadOnlyList<NodeStatus> statuses, IReadOnlySet<string> ran)
    {
        foreach (var export in statuses.Where(status => status.Node.Definition == StageTable.Export && status.Manifest is not null))
        {
            foreach (var output in export.Manifest!.Outputs)
            {
                session.RunFolder.Copy(
                    ImportedRoundFile.FileName(export.Node, output.Name),
                    session.Resolution.Store.PathOf(export.Manifest, output)
                );
            }
        }

        ShowTable(session, ran.Contains(StageTable.Rescore.Name));
        var steps = statuses
            .FirstOrDefault(status => status.Node.Definition == StageTable.Prepare)
            ?.Manifest?.Metrics.GetValueOrDefault("steps")
            ?? 0;
        if (steps > session.Experiment.Rounds)
        {
            var rounds = session.Experiment.ValueOf(General.Rounds);
            Log.LogWarning(
                null,
                "EMPO4065",
                null,
                null,
                rounds.File ?? session.Experiment.File,
                rounds.Line, rounds.Column, 0, 0,
                "The recording has {0} steps, but rounds is {1}: the other steps are left out. Write rounds: {0}.", steps,
                session.Experiment.Rounds
            );
        }
    }
}
