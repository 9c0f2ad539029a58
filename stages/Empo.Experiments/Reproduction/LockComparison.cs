using System.Globalization;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Reproduction;

/// <summary>
/// Holds one stage of a build against the lock. On a machine of the same numerics class every output must have the locked bytes. On
/// another one, stages that compute no floating point beyond the order of its inputs (prepare, score, filter, guard) must where their inputs
/// are the locked ones, and evaluations must lie within the range of the locked seeds.
/// </summary>
public sealed class LockComparison(ExperimentLock locked)
{
    private static readonly HashSet<string> Exact = new(StringComparer.Ordinal) { "prepare", "score", "filter", "guard" };

    private readonly Dictionary<string, LockedStage> _stages = locked.Stages.ToDictionary(stage => stage.Id, StringComparer.Ordinal);

    /// <summary>What differs, in words, or null; and how closely the stage was held.</summary>
    /// <param name="id">The stage's id.</param>
    /// <param name="manifest">What this build has for it.</param>
    public (string? Difference, LockLevel Level) Of(string id, Manifest manifest)
    {
        if (!_stages.TryGetValue(id, out var stage))
        {
            return ("the lock does not have it: rounds or evaluations were added", LockLevel.None);
        }

        var sameClass = manifest.Numerics.Count == locked.Numerics.Count && manifest.Numerics.All(entry => locked.Numerics.GetValueOrDefault(entry.Key) == entry.Value);
        if (manifest.Key != stage.Key)
        {
            var why = Settings(manifest) ?? Format(manifest) ?? Files(id, manifest) ?? (sameClass ? "its inputs differ" : null);
            return why is null ? Measured(id, manifest) : (why, LockLevel.None);
        }

        if (sameClass || Exact.Contains(manifest.Stage))
        {
            var other = manifest.Outputs.FirstOrDefault(output => stage.Outputs.GetValueOrDefault(output.Name) != output.Digest);
            return (other is null ? null : $"settings, inputs and code format are the locked ones, but {other.Name} has other bytes: only the numbers differ", LockLevel.Bytes);
        }

        return Measured(id, manifest);
    }

    private string? Settings(Manifest manifest)
    {
        var changes = StageFingerprint.Settings(manifest).Where(setting => locked.Settings.GetValueOrDefault(setting.Key) != setting.Value)
            .Select(setting => $"{setting.Key} {locked.Settings.GetValueOrDefault(setting.Key) ?? "(unknown to the lock)"} -> {setting.Value}").ToList();
        return changes.Count == 0 ? null : $"settings differ: {string.Join(", ", changes.Take(3))}";
    }

    private string? Format(Manifest manifest)
    {
        var (was, now) = (locked.Formats.GetValueOrDefault(manifest.Stage), StageFingerprint.Format(manifest));
        return was == now ? null : $"the code of the stage has format {now}, the lock {was}";
    }

    private string? Files(string id, Manifest manifest)
    {
        var other = StageFingerprint.Files(id, manifest).FirstOrDefault(file => locked.Files.GetValueOrDefault(file.Key) != file.Value);
        return other.Key is null ? null : $"inputs differ: the file behind '{other.Key[(id.Length + 1)..].Split(' ')[0]}' has other content";
    }

    private (string? Difference, LockLevel Level) Measured(string id, Manifest manifest)
    {
        if (manifest.Stage != "evaluate")
        {
            return (null, LockLevel.None);
        }

        foreach (var metric in new[] { "pass@1", "greedy" }.Where(manifest.Metrics.ContainsKey))
        {
            var (value, low, high) = (manifest.Metrics[metric], Range(id, metric, "_low").Min(), Range(id, metric, "_high").Max());
            if (value < low || value > high)
            {
                return (string.Create(CultureInfo.InvariantCulture, $"{metric} is {value:F4}, outside of {low:F4} to {high:F4}, the intervals of the {locked.Runs.Count} locked seeds"), LockLevel.Metrics);
            }
        }

        return (null, LockLevel.Metrics);
    }

    /// <summary>The ends of a metric's interval over the locked seeds; the value itself where it has no interval.</summary>
    private IEnumerable<double> Range(string id, string metric, string end) => locked.Runs.Values
        .Select(run => run.TryGetValue($"{id} {metric}{end}", out var value) ? value : run.GetValueOrDefault($"{id} {metric}", double.NaN));
}
