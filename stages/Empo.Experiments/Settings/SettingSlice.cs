using Empo.Experiments.Catalog;

namespace Empo.Experiments.Settings;

/// <summary>
/// The settings that one stage reads. They are the content of its key and of its argument file. Asking for any other path is a defect, so a
/// stage cannot depend on a setting that its key leaves out. Settings that the table marks as in no key (addresses, time-outs) can be read
/// all the same. Values are canonical text.
/// </summary>
public sealed class SettingSlice(IReadOnlyDictionary<string, string> values)
{
    /// <summary>The lines of these settings in a stage's fingerprint, sorted by path.</summary>
    internal IReadOnlyList<string> FingerprintLines(StageDefinition stage) =>
    [
        .. Values
            .Where(setting => IsKeyed(SettingTable.Find(setting.Key), setting.Value))
            .Select(setting => FormerNames.KeyLine(setting.Key, setting.Value))
            .Concat(FormerNames.KeyLinesOf(stage))
            .OrderBy(line => line.Split(' ')[0], StringComparer.Ordinal)
            .Select(line => $"setting {line}"),
    ];

    /// <summary>Path to canonical text, every path of the stage present.</summary>
    public IReadOnlyDictionary<string, string> Values { get; } = values;

    private string Text(string path) =>
        Values.TryGetValue(path, out var value)
            ? value
            : throw new InvalidOperationException(
                $"The setting {path} is not among those that this stage reads; add the stage to its row in Settings/Sections."
            );

    /// <summary>Whether a setting counts in this experiment.</summary>
    public bool Has(Setting setting) => Values.ContainsKey(setting.Path);

    /// <summary>The value of a setting that this stage reads.</summary>
    public T Get<T>(Setting<T> setting) => setting.Parse(Text(setting.Path));

    private static bool IsKeyed(Setting? setting, string value) =>
        setting is null || (setting.InKey && !(setting.KeyedWhenSet && value == setting.Default));
}
