using Empo.Experiments.Settings;

namespace Empo.Stages.Reporting;

/// <summary>A setting that a stage of the run read.</summary>
/// <param name="IsDefault">Whether the value is the default of the setting table.</param>
internal sealed record SettingRow(string Path, string Value, bool IsDefault, string Meaning)
{
    public static IReadOnlyList<SettingRow> Of(RunRecord run) => [.. run.Settings.Select(setting =>
    {
        var known = SettingTable.Find(setting.Key);
        return new SettingRow(setting.Key, setting.Value, known?.Default == setting.Value, known?.Meaning ?? "");
    })];
}
