using Empo.Experiments.Settings.Sections;

namespace Empo.Experiments.Settings;

/// <summary>
/// The whole vocabulary of an experiment. The rows are the schema of the YAML file, the content of every key, and the source of
/// docs/settings.md. Each row is in the file of its section.
/// </summary>
public static class SettingTable
{
    private static readonly Dictionary<string, Setting> ByPath;

    static SettingTable()
    {
        All =
        [
            .. General.All,
            .. Keep.All,
            .. Pretrain.All,
            .. Finetune.All,
            .. Prompt.All,
            .. Questions.All,
            .. Rollout.All,
            .. RolloutServer.All,
            .. Imported.All,
            .. Score.All,
            .. Judge.All,
            .. RewardModel.All,
            .. Filter.All,
            .. Update.All,
            .. Guard.All,
            .. Evaluate.All,
            .. Report.All,
        ];
        ByPath = All.ToDictionary(setting => setting.Path, StringComparer.Ordinal);
    }

    public static IReadOnlyList<Setting> All { get; }

    /// <summary>The row of a path, or null.</summary>
    public static Setting? Find(string path) => ByPath.GetValueOrDefault(path);
}
