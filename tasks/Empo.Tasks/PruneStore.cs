using System.Globalization;
using Empo.Experiments.Audit;
using Empo.Experiments.View;

namespace Empo.Tasks;

/// <summary>Removes from the store what no view's last build names. A dry run unless it is told otherwise.</summary>
public sealed class PruneStore : PipelineTask
{
    /// <summary>Whether to say only what would go.</summary>
    public bool DryRun { get; set; } = true;

    /// <summary>Entries finished within these days stay whoever needs them.</summary>
    public string KeepDays { get; set; } = "";

    protected override void Run()
    {
        if (!double.TryParse(KeepDays.Length == 0 ? "0" : KeepDays, NumberStyles.Float, CultureInfo.InvariantCulture, out var days) || days is < 0 or > 100_000)
        {
            throw new Experiments.Execution.StageFailure("EMPO4018", $"EmpoKeepDays is '{KeepDays}', which is no number of days. Write for example -p:EmpoKeepDays=30.");
        }

        // With no days, not even what was finished this moment is kept for its age.
        var since = days == 0 ? DateTime.MaxValue : DateTime.UtcNow.AddDays(-days);
        var pruning = StorePruning.Decide(StoreFolder, NamedByViews(), since);
        foreach (var folder in pruning.Folders)
        {
            Log.LogMessage(DryRun ? Microsoft.Build.Framework.MessageImportance.High : Microsoft.Build.Framework.MessageImportance.Normal, "  {0}", Path.GetRelativePath(StoreFolder, folder));
        }

        if (!DryRun)
        {
            pruning.Remove(StoreFolder);
        }

        var size = string.Create(CultureInfo.InvariantCulture, $"{pruning.Bytes / 1e6:F1} MB");
        Say(DryRun
            ? $"{pruning.Folders.Count} entries and chunks ({size}) would go, {pruning.Kept} stay. Nothing was removed: add -p:EmpoDryRun=false"
            : $"{pruning.Folders.Count} entries and chunks ({size}) are removed, {pruning.Kept} stay");
    }

    /// <summary>What the last builds of all experiments beside pipeline.proj named.</summary>
    private HashSet<(string Stage, string Key)> NamedByViews() => Directory.Exists(ArtifactsFolder)
        ? [.. Directory.EnumerateFiles(ArtifactsFolder, "summary.json", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden })
            .SelectMany(BuildSummary.PreviousKeys).Select(stage => (stage.Key.Split(' ')[0], stage.Value))]
        : [];
}
