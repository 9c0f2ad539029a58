using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Metrics;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Reproduction;

/// <summary>
/// Compares one stage of a build with the lock. On a machine of the same numerics class every output must have the locked bytes. On a
/// machine of another class two rules apply. Stages that are locked everywhere (<see cref="LockedAs.Everywhere"/>) must have the locked
/// bytes where their inputs are the locked ones and no model judges. The accuracy (agreement, where there are no answers) of the base and
/// of the last policy must lie where the locked seeds lead to expect it (<see cref="LockedRange"/>).
/// </summary>
public sealed class LockComparison(ExperimentLock locked)
{
    private const string Agreement = "majority_share";

    /// <summary>
    /// The first evaluation (of the base) and the last one: in between, seeds differ too much to tell a fault from chance.
    /// </summary>
    private readonly HashSet<string> _measured = FirstAndLast([
        .. locked.Stages.Select(stage => stage.Id).Where(id => id.StartsWith("evaluate ", StringComparison.Ordinal)),
    ]);

    /// <summary>
    /// Stages whose bytes may differ: computed in another class than the lock's, or from what such stages left. A stage that computes
    /// without a device is of every device's class, but what it reads is not.
    /// </summary>
    private readonly HashSet<string> _elsewhere = new(StringComparer.Ordinal);

    private readonly Dictionary<string, LockedStage> _stages = locked.Stages.ToDictionary(stage => stage.Id, StringComparer.Ordinal);

    /// <summary>
    /// Stages that only the lock or only this experiment has, in words, or null. The settings that decide which stages exist
    /// (<c>rounds</c>, <c>evaluate.every</c>, <c>guard.probes</c>) are in no key, so no stage that both have would show the difference.
    /// </summary>
    /// <param name="ids">Ids of the experiment's stages.</param>
    public string? StagesDifference(IReadOnlyCollection<string> ids)
    {
        string[] gone = [.. locked.Stages.Select(stage => stage.Id).Except(ids)];
        string[] added = [.. ids.Where(id => StageTable.Find(id)?.LockedAs != LockedAs.Nothing).Except(_stages.Keys)];
        static string Some(string[] names) =>
            string.Join(", ", names.Take(3))
            + (names.Length > 3 ? $" and {(names.Length - 3).ToString(CultureInfo.InvariantCulture)} more" : "");
        var differences = new[]
        {
            gone.Length > 0
                ? $"the lock has {Some(gone)}, and this experiment has not: settings differ, rounds or evaluations were removed"
                : null,
            added.Length > 0
                ? $"this experiment has {Some(added)}, and the lock has not: settings differ, rounds or evaluations were added"
                : null,
        }
            .OfType<string>()
            .ToList();
        return differences.Count == 0 ? null : $"The experiment is not what the lock says: {string.Join("; ", differences)}";
    }

    /// <summary>
    /// What differs, in words, or null; and how closely the stage was compared. Call it for a stage after those that it reads.
    /// </summary>
    /// <param name="id">The stage's id.</param>
    /// <param name="manifest">The stage's manifest in this build.</param>
    public (string? Difference, LockLevel Level) Of(string id, Manifest manifest)
    {
        if (!_stages.TryGetValue(id, out var stage))
        {
            return ("the lock does not have it: rounds or evaluations were added", LockLevel.None);
        }

        var sameClass =
            ClassDifference(manifest).Length == 0
            && !manifest.Inputs.Any(input => input.Stage is { } from && _elsewhere.Contains(StageNode.IdOf(from, input.Round)));
        if (!sameClass)
        {
            _elsewhere.Add(id);
        }

        if (manifest.Key != stage.Key)
        {
            var why = Settings(manifest) ?? Format(manifest) ?? Files(id, manifest) ?? (sameClass ? "its inputs differ" : null);
            return why is null ? Measured(id, manifest) : (why, LockLevel.None);
        }

        if (sameClass || (StageTable.Find(manifest.Stage)?.LockedAs == LockedAs.Everywhere && !IsJudged(manifest)))
        {
            var other = manifest.Outputs.FirstOrDefault(output => stage.Outputs.GetValueOrDefault(output.Name) != output.Digest);
            return (
                other is null
                    ? null
                    : $"settings, inputs and code format are the locked ones, but {other.Name} has other bytes: only the numbers differ",
                LockLevel.Bytes
            );
        }

        return Measured(id, manifest);
    }

    /// <summary>How a stage's numerics class differs from the lock's, in words; empty where it does not.</summary>
    public string ClassDifference(Manifest manifest) =>
        string.Join(
            ", ",
            manifest
                .Numerics.Keys.Union(locked.Numerics.Keys)
                .Order(StringComparer.Ordinal)
                .Where(name => StageNumerics.Counts(manifest, name))
                .Select(name =>
                    (
                        name,
                        Here: manifest.Numerics.GetValueOrDefault(name, "unknown"),
                        There: locked.Numerics.GetValueOrDefault(name, "unknown")
                    )
                )
                .Where(entry => entry.Here != entry.There)
                .Select(entry => $"{entry.name} {entry.Here} instead of {entry.There}")
        );

    /// <summary>
    /// Whether a model decided which answers mean the same, or scored responses. It computes in floating point, so on another class its
    /// verdict or score may differ.
    /// </summary>
    private static bool IsJudged(Manifest manifest) =>
        manifest.Inputs.Any(input => input.Is(InputRole.RewardModel))
        || StageFingerprint.Settings(manifest).Contains(KeyValuePair.Create(Score.Equivalence.Path, EnumWord.Of(AnswerEquivalence.Judge)));

    private string? Settings(Manifest manifest)
    {
        var changes = StageFingerprint
            .Settings(manifest)
            .Where(setting => locked.Settings.GetValueOrDefault(setting.Key) != setting.Value)
            .Select(setting =>
                $"{FormerNames.PathOf(setting.Key)} "
                + $"{locked.Settings.GetValueOrDefault(setting.Key) ?? "(unknown to the lock)"} -> {setting.Value}"
            )
            .ToList();
        return changes.Count == 0 ? null : $"settings differ: {string.Join(", ", changes.Take(3))}";
    }

    private string? Format(Manifest manifest)
    {
        var (was, now) = (locked.Formats.GetValueOrDefault(manifest.Stage), StageFingerprint.Format(manifest));
        return was == now ? null : $"the code of the stage has format {now}, the lock {was}";
    }

    private string? Files(string id, Manifest manifest)
    {
        var files = StageFingerprint.Files(id, manifest).ToDictionary(StringComparer.Ordinal);
        string Role(string file) => file[(id.Length + 1)..].Split(' ')[0];
        if (files.FirstOrDefault(file => locked.Files.GetValueOrDefault(file.Key) != file.Value).Key is { } other)
        {
            return $"inputs differ: the file behind '{Role(other)}' has other content";
        }

        var gone = locked.Files.Keys.FirstOrDefault(file =>
            file.StartsWith($"{id} ", StringComparison.Ordinal) && !files.ContainsKey(file)
        );
        return gone is null ? null : $"inputs differ: a file behind '{Role(gone)}' is not read any more";
    }

    private (string? Difference, LockLevel Level) Measured(string id, Manifest manifest)
    {
        if (!_measured.Contains(id))
        {
            return (null, LockLevel.None);
        }

        var level = LockLevel.None;
        foreach (var metric in Comparable(manifest.Metrics))
        {
            var seeds = Seeds(id, metric).ToList();
            if (seeds.Count < (metric == Agreement ? LockedRange.MinForPrediction : 1))
            {
                continue;
            }

            level = LockLevel.Metrics;
            var (value, range) = (manifest.Metrics[metric], LockedRange.Of(seeds));
            if (!range.Holds(value))
            {
                return (
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{metric} is {value:F4}, outside of {range.Low:F4} to {range.High:F4}, where the {range.Seeds} locked seeds "
                            + $"lead to expect it"
                    ),
                    LockLevel.Metrics
                );
            }
        }

        return (null, level);
    }

    /// <summary>
    /// The metrics to compare: accuracy or, where no answer is known, the share of the largest cluster. That share has no interval, so it
    /// needs enough seeds to predict one.
    /// </summary>
    private static string[] Comparable(IReadOnlyDictionary<string, double> metrics) =>
        [.. new[] { "pass@1", "greedy", EvaluationMetrics.HaveAccuracy(metrics) ? "" : Agreement }.Where(metrics.ContainsKey)];

    private static HashSet<string> FirstAndLast(string[] ids) => ids.Length == 0 ? [] : [ids[0], ids[^1]];

    /// <summary>A metric of each locked seed with the ends of its interval; the value itself where it has none.</summary>
    private IEnumerable<(double Value, double Low, double High)> Seeds(string id, string metric) =>
        locked
            .Runs.Values.Where(run => run.ContainsKey($"{id} {metric}"))
            .Select(run => (Value: run[$"{id} {metric}"], Run: run))
            .Select(seed =>
                (
                    seed.Value,
                    seed.Run.GetValueOrDefault($"{id} {metric}_low", seed.Value),
                    seed.Run.GetValueOrDefault($"{id} {metric}_high", seed.Value)
                )
            );
}
