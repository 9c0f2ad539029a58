using System.Globalization;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;

namespace Empo.Experiments.Settings;

/// <summary>
/// Defaults that differ where rollouts are recorded: there is no dataset, every question counts, the guard can only warn, and the files
/// determine the rounds.
/// </summary>
internal static class ImportedDefaults
{
    /// <summary>The value of a setting that the experiment does not write, or null where the table's default holds.</summary>
    /// <param name="values">The values that the experiment writes.</param>
    /// <param name="experiment">Its file.</param>
    public static string? Of(Setting setting, IReadOnlyDictionary<string, SettingValue> values, string experiment)
    {
        if (!values.TryGetValue(Rollout.Engine.Path, out var engine) || Rollout.Engine.Parse(engine.Text) != RolloutEngine.Imported)
        {
            return null;
        }

        if (setting == General.Rounds)
        {
            var files = ImportedFiles.Of(values.GetValueOrDefault(Imported.Rollouts.Path) ?? new SettingValue(Setting.None), experiment);
            return files.Count.ToString(CultureInfo.InvariantCulture);
        }

        // Training is already over, so there is nothing to stop.
        return setting == General.Dataset ? Setting.None
            : setting == Rollout.Questions ? "0"
            : setting == Guard.Action ? EnumWord.Of(GuardAction.Warn)
            : null;
    }
}
