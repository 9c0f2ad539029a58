using Empo.Experiments.Graph;
using Empo.Experiments.Settings;

namespace Empo.Experiments.Storage;

/// <summary>
/// Removes what the experiment does not keep: old optimizer states and policies between evaluations. The manifest marks them as
/// evicted with their digest, so they count as present; a stage that must run and reads one has it made again.
/// </summary>
public static class Retention
{
    /// <summary>Applies the rules to the rounds that are finished.</summary>
    /// <returns>Bytes freed.</returns>
    public static long Apply(Resolution resolution)
    {
        var experiment = resolution.Pipeline.Experiment;
        var updates = resolution.Pipeline.Nodes.Where(node => node.Definition == StageTable.Update)
            .Select(resolution.Decide).TakeWhile(status => status.State == StageState.UpToDate).ToList();
        if (updates.Count == 0)
        {
            return 0;
        }

        var kept = updates.SelectMany(update => Names(experiment, update.Node.Round!.Value, updates.Count).Select(name => resolution.Store.PathOf(update.Manifest!, update.Manifest!.Output(name)))).ToHashSet(StringComparer.Ordinal);
        return updates.Sum(update => Evict(resolution, update, kept));
    }

    private static IEnumerable<string> Names(Experiment experiment, int round, int last)
    {
        if (round > last - experiment.Integer("keep.optimizer"))
        {
            yield return "optimizer.safetensors";
        }

        var keepsPolicy = experiment.Values["keep.policies"].Text switch
        {
            "all" => true,
            "evaluated" => experiment.Evaluates(round),
            _ => false,
        };
        if (keepsPolicy || round == last)
        {
            yield return "policy";
        }
    }

    private static long Evict(Resolution resolution, NodeStatus update, HashSet<string> kept)
    {
        var store = resolution.Store;
        var manifest = update.Manifest!;
        bool Goes(OutputRecord output) => output is { Evicted: false, At: null, Name: "policy" or "optimizer.safetensors" } && !kept.Contains(store.PathOf(manifest, output));
        var leaving = manifest.Outputs.Where(Goes).ToList();
        if (leaving.Count == 0)
        {
            return 0;
        }

        // First the mark, then the files: a kill between the two leaves files that nobody counts on.
        ManifestFile.Write(store.FolderOf(manifest.Stage, manifest.Key), manifest with
        {
            Outputs = [.. manifest.Outputs.Select(output => leaving.Contains(output) ? output with { Evicted = true } : output)],
        });
        resolution.Forget(update.Node);
        foreach (var path in leaving.Select(output => store.PathOf(manifest, output)))
        {
            StoreFolder.Delete(path);
            if (File.Exists(path))
            {
                StoreFolder.DeleteFile(path);
            }
        }

        return leaving.Sum(output => output.Files.Sum(file => file.Bytes));
    }
}
