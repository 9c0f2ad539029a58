using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Method.Answers;

namespace Empo.Experiments.Graph;

/// <summary>
/// The content of a key as readable lines: stage, format, round where random numbers depend on it, settings, digests of inputs. The
/// difference between two such lists tells why a stage runs again.
/// </summary>
public static class Fingerprint
{
    /// <param name="inputDigests">Role and digest of every input in graph order.</param>
    public static IReadOnlyList<string> Of(StageNode node, SettingSlice settings, IEnumerable<(InputRole Role, string Digest)> inputDigests)
    {
        var lines = new List<string> { $"stage {node.Stage}", $"format {node.Definition.Format.ToString(CultureInfo.InvariantCulture)}" };
        if (node.Definition.KeyHasRound)
        {
            lines.Add($"round {node.Round?.ToString(CultureInfo.InvariantCulture)}");
        }

        if (node.ReadsRecording)
        {
            lines.Add($"recording {StageTable.RecordingVersion.ToString(CultureInfo.InvariantCulture)}");
        }

        if (node.Definition.JudgesAnswers || node.ReadsLabels)
        {
            lines.Add($"answer rules {CanonicalEquivalence.RulesVersion.ToString(CultureInfo.InvariantCulture)}");
        }

        if (settings.Has(RolloutServer.Url))
        {
            lines.Add($"server requests {StageTable.ServerRequestsVersion.ToString(CultureInfo.InvariantCulture)}");
        }

        lines.AddRange(settings.FingerprintLines(node.Definition));
        lines.AddRange(inputDigests.Select(input => $"input {input.Role} {input.Digest}"));
        return lines;
    }

    /// <summary>What changed from one fingerprint to another, in words; at most three changes are named.</summary>
    public static string Difference(IReadOnlyList<string> before, IReadOnlyList<string> now)
    {
        var changes = SettingChanges(before, now).Concat(InputChanges(before, now)).ToList();
        return changes.Count switch
        {
            0 => "its fingerprint changed",
            <= 3 => string.Join(", ", changes),
            _ => $"{string.Join(", ", changes.Take(3))} and {changes.Count - 3} more",
        };
    }

    private static IEnumerable<string> SettingChanges(IReadOnlyList<string> before, IReadOnlyList<string> now)
    {
        var (old, given) = (Settings(before), Settings(now));
        foreach (var (path, was) in old.Where(setting => !given.ContainsKey(setting.Key)))
        {
            yield return $"{path} {was} -> default";
        }

        foreach (var (path, value) in given)
        {
            if (!old.TryGetValue(path, out var was))
            {
                yield return $"{path} is new";
            }
            else if (was != value)
            {
                yield return $"{path} {was} -> {value}";
            }
        }

        foreach (var version in new[] { "format ", "recording ", "answer rules ", "server requests " })
        {
            var (was, isNow) = (
                before.FirstOrDefault(line => line.StartsWith(version, StringComparison.Ordinal)),
                now.FirstOrDefault(line => line.StartsWith(version, StringComparison.Ordinal))
            );
            if (was != isNow)
            {
                yield return $"{was ?? version + "none"} -> {isNow ?? version + "none"}";
            }
        }
    }

    private static IEnumerable<string> InputChanges(IReadOnlyList<string> before, IReadOnlyList<string> now)
    {
        var old = before.Where(IsInput).ToHashSet(StringComparer.Ordinal);
        return now.Where(IsInput).Where(line => !old.Contains(line)).Select(line => $"input {line.Split(' ')[1]} changed").Distinct();
    }

    private static Dictionary<string, string> Settings(IEnumerable<string> lines) => lines
        .Where(line => line.StartsWith("setting ", StringComparison.Ordinal))
        .Select(line => line["setting ".Length..].Split(" = ", 2))
        .ToDictionary(parts => FormerNames.PathOf(parts[0]), parts => parts[1], StringComparer.Ordinal);

    private static bool IsInput(string line) => line.StartsWith("input ", StringComparison.Ordinal);
}
