using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Runs;

/// <summary>
/// Removes what the experiment does not keep: old optimizer states and policies between evaluations. The manifest keeps their digests and
/// marks them as evicted, so they count as present. Where a stage must run and reads one of them, the build makes it again.
/// </summary>
public static class Retention
{
    /// <summary>Applies the rules to the finished rounds.</summary>
    /// <returns>Bytes freed.</returns>
    public static long Apply(Resolution resolution)
    {
        var updates = resolution.Pipeline.Nodes.Where(node => node.Definition == StageTable.Update)
            .Select(resolution.Decide).TakeWhile(status => status.State == StageState.UpToDate).ToList();
        if (updates.Count == 0)
        {
            return 0;
        }

        // A stop by the guard leads back to the last good policy, so that policy and all later ones stay. A stop by accuracy leads back to
        // the last policy that was evaluated.
        var verdict = GuardVerdict.Until(resolution, updates.Count);
        var kept = updates
            .SelectMany(update =>
                Kept(resolution.Pipeline, update.Node.Round!.Value, updates.Count, verdict)
                    .Select(artifact => resolution.Store.PathOf(update.Manifest!, artifact))
            )
            .ToHashSet(StringComparer.Ordinal);
        return updates.Sum(update => Evict(resolution, update, kept));
    }

    private static IEnumerable<Artifact> Kept(Pipeline pipeline, int round, int last, GuardVerdict verdict)
    {
        var experiment = pipeline.Experiment;
        if (round > last - experiment.Get(Keep.Optimizer))
        {
            yield return StageTable.OptimizerState;
        }

        var keepsPolicy = experiment.Get(Keep.Policies) switch
        {
            KeptPolicies.All => true,
            KeptPolicies.Evaluated => pipeline.Evaluates(round),
            KeptPolicies.Last => false,
        };
        if (keepsPolicy || round == last || round >= verdict.LastGoodRound || round == verdict.LastEvaluatedRound)
        {
            yield return StageTable.Policy;
        }
    }

    /// <summary>
    /// Removes what is not kept, under the lock of the entry. Where another build holds the lock, it is making the entry again, so nothing
    /// is removed.
    /// </summary>
    private static long Evict(Resolution resolution, NodeStatus update, HashSet<string> kept)
    {
        var store = resolution.Store;
        bool Goes(OutputRecord output) =>
            output is { Evicted: false, At: null, Input: null }
            && (output.Name == StageTable.Policy.Name || output.Name == StageTable.OptimizerState.Name)
            && !kept.Contains(store.PathOf(update.Manifest!, output));
        if (!update.Manifest!.Outputs.Any(Goes) || StoreFolder.IsLink(store.FolderOf(update.Node.Stage, update.Key!)))
        {
            return 0;
        }

        using var held = EntryLock.TryAcquire(store.LockOf(update.Node.Stage, update.Key!));
        if (held is null || store.Find(update.Node.Stage, update.Key!) is not { } manifest)
        {
            return 0;
        }

        // First the mark, then the files: a kill between the two leaves files that nothing relies on.
        var leaving = manifest.Outputs.Where(Goes).ToList();
        ManifestFile.Write(store.FolderOf(manifest.Stage, manifest.Key), manifest with
        {
            Outputs = [.. manifest.Outputs.Select(output => leaving.Contains(output) ? output with { Evicted = true } : output)],
        });
        resolution.Forget(update.Node);
        foreach (var path in leaving.Select(output => store.PathOf(manifest, output)))
        {
            StoreFolder.Delete(path);
            StoreFolder.DeleteFile(path);
        }

        return leaving.Sum(output => output.Files.Sum(file => file.Bytes));
    }
}
