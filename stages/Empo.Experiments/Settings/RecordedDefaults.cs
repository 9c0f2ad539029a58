using System.Globalization;
using Empo.Experiments.Graph;

namespace Empo.Experiments.Settings;

/// <summary>Defaults that differ where rollouts are recorded: there is no dataset, every question counts, the guard can only warn, and the files tell the rounds.</summary>
internal static class RecordedDefaults
{
    /// <summary>The value of a setting that the experiment does not write, or null where the table's default holds.</summary>
    /// <param name="values">What the experiment writes.</param>
    /// <param name="experiment">Its file.</param>
    public static string? Of(string path, IReadOnlyDictionary<string, SettingValue> values, string experiment)
    {
        if (!values.TryGetValue("rollout.engine", out var engine) || engine.Text != "recorded")
        {
            return null;
        }

        return path switch
        {
            "dataset" => "none",
            "rollout.questions" => "0",
            // What was trained is trained: there is nothing to stop.
            "guard.action" => "warn",
            "rounds" => RecordedFiles.Of(values.GetValueOrDefault("recorded.rollouts") ?? new SettingValue("none"), experiment).Count.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
    }
}
