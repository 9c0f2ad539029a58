using System.Globalization;
using Empo.Experiments.Properties;
using Empo.Experiments.Runs;
using Empo.Experiments.Storage;
using Empo.Experiments.Verification;
using Microsoft.Build.Framework;

namespace Empo.Tasks;

/// <summary>Removes from the store what no run folder needs. It is a dry run by default.</summary>
public sealed class PruneStore : PipelineTask
{
    /// <summary>Whether only to report what would be removed.</summary>
    private string DryRun => Given["EmpoDryRun"];

    /// <summary>Entries finished within this number of days stay, needed or not.</summary>
    private string KeepDays => Given["EmpoKeepDays"];

    private protected override string? Target => "Prune";

    protected override void Run()
    {
        if (
            !double.TryParse(KeepDays.Length == 0 ? "0" : KeepDays, NumberStyles.Float, CultureInfo.InvariantCulture, out var days)
            || days is < 0 or > 100_000
        )
        {
            throw new UserError(
                "EMPO4018",
                $"EmpoKeepDays is '{KeepDays}', which is not a number of days. Write for example -p:EmpoKeepDays=30."
            );
        }

        var dry = BuildProperties.Flag("EmpoDryRun", DryRun, otherwise: true);
        // Held so that nothing changes between the decision and the removal.
        using var alone = dry ? null : Alone();
        var needs = RunNeeds.Of(ArtifactsFolder);
        var pruning = StorePruning.Decide(StoreFolder, needs.Keys, Since(days, needs));
        foreach (var folder in pruning.Folders)
        {
            Log.LogMessage(dry ? MessageImportance.High : MessageImportance.Normal, "  {0}", Path.GetRelativePath(StoreFolder, folder));
        }

        if (!dry)
        {
            pruning.Remove();
        }

        if (pruning.Leftovers.Count > 0)
        {
            Say($"  {pruning.Leftovers.Count} temporary folders that killed builds left {(dry ? "would go" : "are removed")} besides");
        }

        foreach (var entry in pruning.Unreadable)
        {
            Say($"  stays, and all chunks with it: {Path.GetRelativePath(StoreFolder, entry.Folder)}: {entry.Unreadable}");
        }

        foreach (var (runFolder, since) in needs.Unfinished)
        {
            Say(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {runFolder} is unfinished: what was made since {since:yyyy-MM-dd HH:mm:ss} UTC stays for it. Build it to its "
                        + $"end, or remove it (-t:Clean)"
                )
            );
        }

        var size = string.Create(CultureInfo.InvariantCulture, $"{pruning.Bytes / 1e6:F1} MB");
        Say(
            dry
                ? $"{pruning.Folders.Count} entries and chunks ({size}) would go, {pruning.Kept} stay. Nothing was removed: add "
                    + "-p:EmpoDryRun=false"
                : $"{pruning.Folders.Count} entries and chunks ({size}) are removed, {pruning.Kept} stay"
        );
    }

    /// <summary>
    /// Takes the store for this task alone. What the same build did before it (-t:Build;Prune) is over, so its hold is released.
    /// </summary>
    private StoreHold? Alone()
    {
        (BuildEngine4.UnregisterTaskObject(HoldKey, RegisteredTaskObjectLifetime.Build) as StoreHold)?.Dispose();
        return StoreHold.Alone(StoreFolder);
    }

    /// <summary>
    /// The time from which on everything stays. With 0 days, no entry is kept for its age, not even one that was finished just now.
    /// </summary>
    private static DateTime Since(double days, RunNeeds needs) =>
        needs.Unfinished.Select(build => build.Since).Append(days == 0 ? DateTime.MaxValue : DateTime.UtcNow.AddDays(-days)).Min();
}
