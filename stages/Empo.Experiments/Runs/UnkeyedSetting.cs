using System.Text.RegularExpressions;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;

namespace Empo.Experiments.Runs;

/// <summary>
/// A setting that is in no key (a limit of the guard, a folder whose content is an input, an address). The report stage does not read it,
/// because a changed limit would then run that stage again. Instead, the build appends these settings to the report in the run folder.
/// </summary>
/// <param name="Value">The value as written. For a folder or file, its name and the digest of the content that was read.</param>
public sealed partial record UnkeyedSetting(string Path, string Value, string Meaning)
{
    /// <summary>Each setting with the role of the input that it names and, where several stages have that role, the stage.</summary>
    private static readonly (Setting Setting, StageDefinition? Stage, InputRole Role)[] Contents =
    [
        (General.Dataset, StageTable.Prepare, InputRole.Dataset),
        (Pretrain.Dataset, StageTable.Pretrain, InputRole.Dataset),
        (Finetune.Dataset, StageTable.Finetune, InputRole.Dataset),
        // The first stage that reads it: the base's evaluation or, where nothing is evaluated, the first rollout.
        (General.Model, null, InputRole.Policy),
        (General.Adapter, null, InputRole.Adapter),
        (Judge.Model, null, InputRole.Judge),
        (Filter.Decisions, null, InputRole.Decisions),
        (Score.CommandFile, null, InputRole.RewardProgram),
        (RewardModel.Folder, null, InputRole.RewardModel),
        (Update.KlReference, StageTable.Reference, InputRole.Policy),
    ];

    /// <summary>The settings that differ from their defaults, the guard's action, and every limit that it has.</summary>
    public static IReadOnlyList<UnkeyedSetting> Of(Experiment experiment, IReadOnlyList<NodeStatus> statuses)
    {
        return
        [
            .. SettingTable
                .All.Where(setting =>
                    (setting.Stages.Count == 0 || !setting.InKey)
                    && IsRead(setting, experiment)
                    && IsShown(setting, experiment.ValueOf(setting).Text, experiment.Judges)
                )
                .Select(setting => new UnkeyedSetting(
                    setting.Path,
                    Shown(setting, experiment.ValueOf(setting).Text) + Digest(setting, statuses),
                    setting.Meaning
                )),
        ];
    }

    private static bool IsRead(Setting setting, Experiment experiment) =>
        (setting.Engine is null || setting.Engine == experiment.Engine)
        && (setting.Equivalence is null || setting.Equivalence == experiment.Equivalence);

    private static bool IsShown(Setting setting, string value, bool guards)
    {
        if (setting == Guard.Action)
        {
            return true;
        }

        return Guard.All.Contains(setting) ? guards && value != Setting.None : value != setting.Default;
    }

    /// <summary>
    /// Reports are passed on to others. So no address in them contains a password, and paths of this machine are shortened to names.
    /// </summary>
    private static string Shown(Setting setting, string value) =>
        setting.Path.EndsWith(".url", StringComparison.Ordinal) || setting.Path.EndsWith(".urls", StringComparison.Ordinal)
            ? UserOfAddress().Replace(value, "")
        : Contents.Any(content => content.Setting == setting)
            ? System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(value))
        : value;

    private static string Digest(Setting setting, IReadOnlyList<NodeStatus> statuses)
    {
        var (known, stage, role) = Contents.FirstOrDefault(content => content.Setting == setting);
        return
            known is not null
            && statuses
                .Where(status => stage is null || status.Node.Definition == stage)
                .SelectMany(status => status.Manifest?.Inputs ?? [])
                .FirstOrDefault(input => input.Is(role) && input.Stage is null)
                is { } input
            ? $" (content {input.Digest})"
            : "";
    }

    [GeneratedRegex("(?<=://)[^/?#]*@")]
    private static partial Regex UserOfAddress();
}
