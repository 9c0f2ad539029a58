using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Resources;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;

namespace Empo.Tasks;

/// <summary>Checks an experiment without running anything: every setting with its value and where it comes from.</summary>
public sealed class DescribeExperiment : PipelineTask
{
    private protected override string? Target => "Check";

    protected override void Run()
    {
        var session = OpenSession();
        foreach (var setting in SettingTable.All)
        {
            var value = session.Experiment.Values[setting.Path];
            var origin = value.File is null ? "default" : value.Line > 0 ? $"{Path.GetFileName(value.File)}({value.Line})" : "EmpoSet";
            Say($"  {setting.Path,-32} {value.Text,-24} {origin}");
        }

        ModelFiles.Require(session.Experiment);
        CheckByStages(session);
        ModelCheck.Run(session, this);
        ServerCheck.Run(session, this);
        if (Log.HasLoggedErrors)
        {
            return;
        }

        SayPositions(session.Experiment);
        foreach (var estimate in ExperimentMemory.Of(session.Experiment, Launch?.Ranks ?? 1))
        {
            Say($"  {estimate}");
        }

        var statuses = session.Resolution.DecideAll();
        Say($"  {DiskNeed.Check(session.Resolution, [.. statuses.Where(status => status.State != StageState.UpToDate)], FreeSpace)}");
        var prepared = statuses.FirstOrDefault(status => status.Node.Definition == StageTable.Prepare)?.Manifest;
        PreparedLabels.Require(session.Experiment, prepared);
        SayNote(session);
        DecisionsCheck.Run(session, prepared, this);
        session.Resolution.Store.Memo.Save();
        if (!Log.HasLoggedErrors)
        {
            Say($"{session.Experiment.Name}: the experiment is sound; {session.Pipeline.Nodes.Count} stages, store {StoreFolder}");
        }
    }

    private void SayPositions(Experiment experiment)
    {
        foreach (var finding in ExperimentPositions.Of(experiment))
        {
            var value = experiment.ValueOf(finding.Setting);
            if (finding.Warns)
            {
                Log.LogWarning(
                    null,
                    PositionFinding.Code,
                    null,
                    value.File ?? experiment.File,
                    value.Line,
                    value.Column,
                    0,
                    0,
                    "{0}",
                    finding.Text
                );
                continue;
            }

            Say($"  {finding.Text}");
        }
    }

    /// <summary>
    /// Checks what only the stage program can tell: whether it accepts the manifest, and whether it has the device that the experiment
    /// requires.
    /// </summary>
    private void CheckByStages(PipelineSession session)
    {
        var experiment = session.Experiment;
        string[] day = experiment.Get(RewardModel.Date) is { Length: > 0 } date ? ["--date", date] : [];
        string[] model = experiment.RewardModel is { } folder ? ["--reward-model", folder, .. day] : [];
        if (experiment.Engine == RolloutEngine.Imported && model.Length == 0)
        {
            return;
        }

        string[] dataset = experiment.Engine == RolloutEngine.Imported ? [] : ["--dataset", experiment.Dataset];
        string[] device = experiment.Device is "auto" or "cpu" ? [] : ["--device", experiment.Device];
        VerbProcess.Run(
            Program,
            ["check", .. dataset, .. device, .. model],
            line => Say($"  {line}"),
            new BuildLog(session.RunFolder, this),
            Log
        );
    }
}
