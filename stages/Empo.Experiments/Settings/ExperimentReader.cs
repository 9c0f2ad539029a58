using Empo.Experiments.Settings.Sections;

namespace Empo.Experiments.Settings;

/// <summary>Reads an experiment: the chain of <c>extends</c>, the overrides, the defaults, and the rules between settings.</summary>
public static class ExperimentReader
{
    private const int MaxChain = 16;

    /// <param name="file">Absolute path of the YAML file.</param>
    /// <param name="overrides">Text of EmpoSet, or null.</param>
    /// <param name="folder">Folder from which paths in the overrides are looked up.</param>
    /// <exception cref="UserError">EMPO10xx at the place of the mistake.</exception>
    public static Experiment Read(string file, string? overrides, string folder)
    {
        var raw = new Dictionary<string, RawSetting>(StringComparer.Ordinal);
        foreach (var layer in Enumerable.Reverse(Chain(file)).Append(Overrides(overrides, folder)))
        {
            // A preset counts where it is written: it overrides the layers that this one extends, and the settings of this layer override
            // it.
            foreach (var setting in Presets.Expand(layer).Concat(layer))
            {
                raw[setting.Path] = setting;
            }
        }

        var values = new Dictionary<string, SettingValue>(StringComparer.Ordinal);
        foreach (var setting in raw.Values)
        {
            values[setting.Path] = SettingCheck.Canonical(Known(setting), setting);
        }

        foreach (var setting in SettingTable.All.Where(setting => !values.ContainsKey(setting.Path)))
        {
            values[setting.Path] = new SettingValue(
                (ImportedDefaults.Of(setting, values, file) ?? setting.Default)
                    ?? throw new UserError(
                        "EMPO1006",
                        $"The setting '{setting.Path}' is missing and has no default. {setting.Meaning}",
                        file,
                        1,
                        1
                    )
            );
        }

        var runFolder = values[General.RunName.Path].Text;
        var experiment = AutomaticMicroBatch.Resolve(
            new Experiment(runFolder.Length > 0 ? runFolder : Path.GetFileNameWithoutExtension(file), file, values)
        );
        ExperimentRules.Check(experiment);
        return experiment;
    }

    /// <summary>Paths in the overrides are relative to the folder, as if a file there held them.</summary>
    private static IReadOnlyList<RawSetting> Overrides(string? text, string folder) =>
        [
            .. OverrideText
                .Read(text, folder)
                .Select(setting =>
                    setting.File == "EmpoSet" && SettingTable.Find(setting.Path)?.Kind == SettingKind.Path
                        ? setting with
                        {
                            File = Path.Combine(folder, "EmpoSet"),
                        }
                        : setting
                ),
        ];

    /// <summary>The settings of the file, then the settings of the file that it extends, and so on.</summary>
    private static List<IReadOnlyList<RawSetting>> Chain(string file)
    {
        var chain = new List<IReadOnlyList<RawSetting>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var next = file; next is not null;)
        {
            if (!seen.Add(next) || seen.Count > MaxChain)
            {
                throw new UserError(
                    "EMPO1007",
                    "The experiments extend each other in a circle. Let one of them stand alone.",
                    next,
                    1,
                    1
                );
            }

            var settings = YamlSettings.Read(next);
            chain.Add([.. settings.Where(setting => setting.Path != "extends")]);
            next = settings.FirstOrDefault(setting => setting.Path == "extends") is { } parent ? ParentFile(parent) : null;
        }

        return chain;
    }

    private static string ParentFile(RawSetting parent)
    {
        var path = Path.GetFullPath(parent.Text, Path.GetDirectoryName(parent.File)!);
        return File.Exists(path)
            ? path
            : throw new UserError(
                "EMPO1007",
                $"The experiment that this one extends does not exist: {path}. Give a path relative to this file.",
                parent.File,
                parent.Line,
                parent.Column
            );
    }

    private static Setting Known(RawSetting raw) =>
        SettingTable.Find(raw.Path)
        ?? throw new UserError(
            "EMPO1003",
            FormerNames.NowOf(raw.Path) is { } name
                ? $"The setting '{raw.Path}' is called '{name}' now. Write that name."
                : $"There is no setting '{raw.Path}'."
                    + $"{Nearest.Suggestion(raw.Path, SettingTable.All.Select(setting => setting.Path))} docs/settings.md lists "
                    + "all of them.",
            raw.File,
            raw.KeyLine,
            raw.KeyColumn
        );
}
