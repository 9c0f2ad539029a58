using System.Globalization;

namespace Empo.Experiments.Settings;

/// <summary>
/// The settings that one stage reads: the content of its key and its argument file alike. Asking for a path that is not in it
/// is a defect, so a stage cannot depend on what its key leaves out; what the table marks as in no key (addresses, time-outs)
/// is read all the same. Values are canonical text.
/// </summary>
public sealed class SettingSlice(IReadOnlyDictionary<string, string> values)
{
    /// <summary>The part of a fingerprint that these settings are, sorted by path.</summary>
    internal IReadOnlyList<string> FingerprintLines { get; } = [.. values.Where(setting => IsKeyed(SettingTable.Find(setting.Key), setting.Value)).OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(setting => $"setting {setting.Key} = {setting.Value}")];

    /// <summary>Path to canonical text, every path of the stage present.</summary>
    public IReadOnlyDictionary<string, string> Values { get; } = values;

    /// <summary>Text as written.</summary>
    public string Text(string path) => Values.TryGetValue(path, out var value)
        ? value
        : throw new InvalidOperationException($"The setting {path} is not among those that this stage reads; add the stage to its row in SettingTable.");

    public int Integer(string path) => int.Parse(Text(path), CultureInfo.InvariantCulture);

    public long LongInteger(string path) => long.Parse(Text(path), CultureInfo.InvariantCulture);

    public double Number(string path) => double.Parse(Text(path), CultureInfo.InvariantCulture);

    /// <summary>Null where the experiment says <c>none</c>.</summary>
    public double? OptionalNumber(string path) => Text(path) == "none" ? null : Number(path);

    public bool Flag(string path) => Text(path) == "true";

    /// <summary>A list of words, written <c>[q_proj v_proj]</c>.</summary>
    public IReadOnlyList<string> Words(string path) => Text(path).Trim('[', ']').Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A list, written <c>[1 4 16]</c>.</summary>
    public IReadOnlyList<int> Integers(string path) =>
        [.. Text(path).Trim('[', ']').Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];

    private static bool IsKeyed(Setting? setting, string value) => setting is null || (setting.InKey && !(setting.KeyedWhenSet && value == setting.Default));
}
