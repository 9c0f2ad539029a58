using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Metrics;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Reproduction;

/// <summary>Makes the lock of a finished run. A run that differs only by its seed adds its measurements to the existing lock.</summary>
public static class LockMaking
{
    private const string Seed = "seed";

    /// <param name="before">The existing lock, or null.</param>
    /// <exception cref="UserError">EMPO4023 where a stage is not up to date, EMPO4024 where stages come from machines of different
    /// numerics.</exception>
    public static ExperimentLock Of(Experiment experiment, IReadOnlyList<NodeStatus> statuses, ExperimentLock? before)
    {
        if (statuses.FirstOrDefault(status => status.Manifest is null) is { } open)
        {
            throw new UserError(
                "EMPO4023",
                $"{open.Node.Id} is not up to date ({open.Reason}), so there is nothing to lock. Build first: dotnet build "
                    + "pipeline.proj.",
                experiment.File
            );
        }

        var stages = statuses
            .Where(status => status.Node.Definition.LockedAs != LockedAs.Nothing)
            .Select(status => (status.Node.Id, Manifest: status.Manifest!))
            .ToList();
        var made = new ExperimentLock
        {
            Experiment = experiment.Name,
            Numerics = Numerics(experiment, stages),
            Settings = Sorted(stages.SelectMany(stage => StageFingerprint.Settings(stage.Manifest))),
            Formats = Sorted(stages.Select(stage => KeyValuePair.Create(stage.Manifest.Stage, StageFingerprint.Format(stage.Manifest)))),
            Files = Sorted(stages.SelectMany(stage => StageFingerprint.Files(stage.Id, stage.Manifest))),
            Stages =
            [
                .. stages.Select(stage => new LockedStage(
                    stage.Id,
                    stage.Manifest.Key,
                    Sorted(stage.Manifest.Outputs.Select(output => KeyValuePair.Create(output.Name, output.Digest)))
                )),
            ],
            Runs = new Dictionary<string, IReadOnlyDictionary<string, double>> { [experiment.Values[Seed].Text] = Measurements(stages) },
        };
        return before is not null && Difference(before, made) is null ? Joined(before, made) : made;
    }

    /// <summary>
    /// Why the measurements of a lock's other seeds were dropped when it was replaced, in words. Null where the runs differ only by the
    /// seed, or no other seed was lost.
    /// </summary>
    public static string? Lost(ExperimentLock? before, ExperimentLock made)
    {
        string[] seeds = before is null ? [] : [.. before.Runs.Keys.Except(made.Runs.Keys)];
        return seeds.Length == 0
            ? null
            : $"the lock that was here is replaced: {Difference(before!, made)}, so the measurements of "
                + $"{(seeds.Length == 1 ? "seed" : "seeds")} {string.Join(", ", seeds)} are not of this experiment and are gone. Build "
                + "and lock them again";
    }

    /// <summary>
    /// Finite metrics of the evaluations, by stage id and name. The number of tokens found in the store is left out: it is not a property
    /// of the run, and it changes when the same run is built again.
    /// </summary>
    internal static IReadOnlyDictionary<string, double> Measurements(IEnumerable<(string Id, Manifest Manifest)> stages) =>
        new SortedDictionary<string, double>(
            stages
                .Where(stage => stage.Manifest.IsOf(StageTable.Evaluate))
                .SelectMany(stage =>
                    stage
                        .Manifest.Metrics.Where(metric => double.IsFinite(metric.Value) && metric.Key != StageCost.TokensReused)
                        .Select(metric => KeyValuePair.Create($"{stage.Id} {metric.Key}", metric.Value))
                )
                .ToDictionary(),
            StringComparer.Ordinal
        );

    /// <summary>What differs besides the seed, in words, or null.</summary>
    private static string? Difference(ExperimentLock before, ExperimentLock made)
    {
        var settings = Changed(before.Settings, made.Settings).Where(name => name != Seed).ToList();
        return settings.Count > 0 ? $"settings differ ({string.Join(", ", settings.Take(3))}{(settings.Count > 3 ? ", ..." : "")})"
            : !before.Stages.Select(stage => stage.Id).SequenceEqual(made.Stages.Select(stage => stage.Id))
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"it has {before.Stages.Count} stages and this run {made.Stages.Count} (rounds, evaluations or probes differ)"
                )
            : Changed(before.Formats, made.Formats).FirstOrDefault() is { } stage ? $"the code of {stage} has another format"
            : Changed(before.Files, made.Files).FirstOrDefault() is { } file ? $"the file behind '{file}' has other content"
            : null;
    }

    /// <summary>Names whose values differ, including names that only one side has.</summary>
    private static IEnumerable<string> Changed(IReadOnlyDictionary<string, string> some, IReadOnlyDictionary<string, string> others) =>
        some.Keys.Union(others.Keys).Where(name => some.GetValueOrDefault(name) != others.GetValueOrDefault(name));

    private static ExperimentLock Joined(ExperimentLock before, ExperimentLock made)
    {
        var runs = new SortedDictionary<string, IReadOnlyDictionary<string, double>>(
            before
                .Runs.Concat(made.Runs.Select(run => KeyValuePair.Create(run.Key, Kept(before.Runs.GetValueOrDefault(run.Key), run.Value))))
                .GroupBy(run => run.Key)
                .ToDictionary(group => group.Key, group => group.Last().Value),
            StringComparer.Ordinal
        );
        // The lock keeps the bytes of the seed that it began with, and the name under which it was made: a run of a suite has its own run
        // folder.
        return before.Settings.GetValueOrDefault(Seed) == made.Settings.GetValueOrDefault(Seed)
            ? made with
            {
                Experiment = before.Experiment,
                Runs = runs,
            }
            : before with
            {
                Runs = runs,
            };
    }

    /// <summary>
    /// A seed's measurements. They stay as they are in the lock where the run measured the same: locks of earlier versions also hold the
    /// number of tokens found in the store.
    /// </summary>
    private static IReadOnlyDictionary<string, double> Kept(
        IReadOnlyDictionary<string, double>? before,
        IReadOnlyDictionary<string, double> made
    ) =>
        before is not null
        && before.Where(metric => !metric.Key.EndsWith($" {StageCost.TokensReused}", StringComparison.Ordinal)).ToHashSet().SetEquals(made)
            ? before
            : made;

    private static SortedDictionary<string, string> Numerics(Experiment experiment, List<(string Id, Manifest Manifest)> stages)
    {
        var (firstId, firstManifest) = stages.FirstOrDefault(stage => !StageNumerics.UsedNoDevice(stage.Manifest), stages[0]);
        var first = Sorted(firstManifest.Numerics);
        foreach (var (id, manifest) in stages)
        {
            bool Counts(KeyValuePair<string, string> entry) =>
                StageNumerics.Counts(manifest, entry.Key) && !StageNumerics.OfSampling.Contains(entry.Key);
            if (!Sorted(manifest.Numerics).Where(Counts).SequenceEqual(first.Where(Counts)))
            {
                throw Mixed(experiment, (id, manifest.Numerics), (firstId, first));
            }
        }

        AddSampling(experiment, [.. stages.Where(stage => StageNumerics.Samples(stage.Manifest))], first);
        return first;
    }

    /// <summary>Adds the entries that only stages that sample have.</summary>
    private static void AddSampling(
        Experiment experiment,
        List<(string Id, Manifest Manifest)> sampled,
        SortedDictionary<string, string> numerics
    )
    {
        foreach (var name in StageNumerics.OfSampling)
        {
            string? Value((string Id, Manifest Manifest) stage) => stage.Manifest.Numerics.GetValueOrDefault(name);
            // Where a server samples too, its stages have no such entry.
            var own = experiment.Engine == RolloutEngine.Local ? sampled : [.. sampled.Where(stage => Value(stage) is not null)];
            if (own.FirstOrDefault(stage => Value(stage) != Value(own[0])) is { Manifest: not null } other)
            {
                throw Mixed(experiment, (other.Id, other.Manifest.Numerics), (own[0].Id, own[0].Manifest.Numerics));
            }

            numerics.Remove(name);
            if (own.Select(Value).FirstOrDefault() is { } value)
            {
                numerics[name] = value;
            }
        }
    }

    private static UserError Mixed(
        Experiment experiment,
        (string Id, IReadOnlyDictionary<string, string> Numerics) one,
        (string Id, IReadOnlyDictionary<string, string> Numerics) other
    ) =>
        new(
            "EMPO4024",
            $"{one.Id} was made with other libraries, another processor or another way of sampling ({Text(one.Numerics)}) than "
                + $"{other.Id} ({Text(other.Numerics)}), so no machine can make this run again. Clean the store (-t:Clean "
                + "-p:EmpoCleanStore=true) or use another EmpoStore, and build on one machine.",
            experiment.File
        );

    private static string Text(IReadOnlyDictionary<string, string> numerics) =>
        string.Join(' ', numerics.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value}"));

    private static SortedDictionary<string, string> Sorted(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            sorted[key] = value;
        }

        return sorted;
    }
}
