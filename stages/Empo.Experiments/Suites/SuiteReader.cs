using System.Globalization;
using Empo.Experiments.Settings;

namespace Empo.Experiments.Suites;

/// <summary>
/// Reads a suite: <c>title</c>, <c>seeds</c>, <c>reference</c>, <c>set</c>, and for each of <c>arms</c> its <c>experiment</c> (relative to
/// the suite), <c>set</c> (as EmpoSet) and its own <c>seeds</c>.
/// </summary>
public static class SuiteReader
{
    private static readonly string[] TopKeys = ["title", "seeds", "reference", "set"];
    private static readonly string[] ArmKeys = ["experiment", "set", "seeds"];

    /// <param name="file">Absolute path of the suite's YAML file.</param>
    /// <param name="overrides">EmpoSet of the command line; it overrides the settings of every run.</param>
    /// <exception cref="UserError">EMPO1001 or EMPO1002 for the file, EMPO1026 for its content, EMPO1027 for an experiment that does not
    /// exist.</exception>
    public static Suite Read(string file, string overrides)
    {
        if (overrides.TrimStart().StartsWith('@'))
        {
            throw new UserError(
                "EMPO1026",
                "A suite takes settings in EmpoSet, but no file of them, because every run has settings of its own. Write them "
                    + "out, or put them under 'set' in the suite.",
                "EmpoSet"
            );
        }

        var settings = YamlSettings.Read(file);
        var seen = settings.ToDictionary(setting => setting.Path, StringComparer.Ordinal);
        var name = Path.GetFileNameWithoutExtension(file);
        string[] arms = [.. settings.Select(ArmOf).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (arms.Length == 0)
        {
            throw Refuse(file, null, "it has no arm. Write 'arms:' with a name, and under it 'experiment:'");
        }

        var seeds = Seeds(seen.GetValueOrDefault("seeds")) ?? [1];
        var common = string.Join(' ', new[] { seen.GetValueOrDefault("set")?.Text }.Where(text => !string.IsNullOrWhiteSpace(text)));
        var matrix = arms.Select(arm =>
                (
                    Arm: arm,
                    Seeds: Seeds(seen.GetValueOrDefault($"arms.{arm}.seeds")) ?? seeds,
                    Experiment: ExperimentOf(seen, arm, file),
                    Set: $"{common} {seen.GetValueOrDefault($"arms.{arm}.set")?.Text}".Trim()
                )
            )
            .ToList();
        var reference = seen.GetValueOrDefault("reference")?.Text ?? arms[0];
        if (!arms.Contains(reference))
        {
            throw Refuse(file, seen["reference"], $"the reference '{reference}' is none of its arms ({string.Join(", ", arms)})");
        }

        return new Suite
        {
            Name = name,
            Title = seen.GetValueOrDefault("title")?.Text ?? name,
            Reference = reference,
            Arms = arms,
            Runs =
            [
                .. matrix
                    .SelectMany(arm => arm.Seeds)
                    .Distinct()
                    .Order()
                    .SelectMany(seed =>
                        matrix
                            .Where(arm => arm.Seeds.Contains(seed))
                            .Select(arm => Run(name, arm.Arm, seed, arm.Experiment, $"{arm.Set} {overrides}"))
                    ),
            ],
        };
    }

    private static SuiteRun Run(string suite, string arm, int seed, string experiment, string set)
    {
        var runFolder = string.Create(CultureInfo.InvariantCulture, $"{suite}/{arm}/seed-{seed}");
        return new SuiteRun
        {
            Arm = arm,
            Seed = seed,
            Experiment = experiment,
            RunName = runFolder,
            Overrides = string.Create(CultureInfo.InvariantCulture, $"seed={seed} run_name={runFolder} {set}").Trim(),
        };
    }

    /// <summary>The arm that a setting belongs to, or null for a setting of the whole suite.</summary>
    private static string? ArmOf(RawSetting setting)
    {
        var parts = setting.Path.Split('.');
        if (parts is ["arms", var arm, var key] && ArmKeys.Contains(key))
        {
            return RunFolderName.IsPlain(arm)
                ? arm
                : throw Refuse(setting.File, setting, $"the arm's name '{arm}' holds more than letters, digits, - and _");
        }

        return parts.Length == 1 && TopKeys.Contains(parts[0])
            ? null
            : throw Refuse(
                setting.File,
                setting,
                $"there is no '{setting.Path}'. A suite has {string.Join(", ", TopKeys)} and arms.<name>.{string.Join('|', ArmKeys)}"
            );
    }

    private static string ExperimentOf(Dictionary<string, RawSetting> seen, string arm, string file)
    {
        var setting = seen.GetValueOrDefault($"arms.{arm}.experiment") ?? throw Refuse(file, null, $"the arm '{arm}' names no experiment");
        var path = Path.GetFullPath(setting.Text, Path.GetDirectoryName(file)!);
        return File.Exists(path)
            ? path
            : throw new UserError(
                "EMPO1027",
                $"The experiment of the arm '{arm}' does not exist: {path}. Give a path relative to the suite.",
                file,
                setting.Line,
                setting.Column
            );
    }

    private static int[]? Seeds(RawSetting? setting)
    {
        if (setting is null)
        {
            return null;
        }

        var words = setting.Text.Trim('[', ']').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int[] seeds =
        [
            .. words.Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : -1),
        ];
        return setting.IsList && seeds.Length > 0 && seeds.All(seed => seed >= 0) && seeds.Distinct().Count() == seeds.Length
            ? seeds
            : throw Refuse(setting.File, setting, "seeds are a list of different whole numbers, such as [1, 2, 3]");
    }

    private static UserError Refuse(string file, RawSetting? at, string why) =>
        new("EMPO1026", $"The suite cannot be read: {why}.", file, at?.KeyLine ?? 1, at?.KeyColumn ?? 1);
}
