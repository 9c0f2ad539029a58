using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;

namespace Empo.Experiments.Settings;

/// <summary>
/// Names that settings and values had in earlier versions. An experiment that uses one is refused, and the error gives the new name. Keys
/// keep the old names, so that a rename makes nothing stale.
/// </summary>
public static class FormerNames
{
    private const string FormerSection = "recorded.";
    private const string Section = "imported.";

    /// <summary>New path to the former one.</summary>
    private static readonly Dictionary<string, string> Paths = new(StringComparer.Ordinal)
    {
        [General.RunName.Path] = "view",
        [Evaluate.ReasoningMarker.Path] = "evaluate.marker",
        [Update.ImportanceCap.Path] = "update.importance.largest",
        [Guard.MinQuestions.Path] = "guard.least_questions",
        [Score.MinShare.Path] = "score.least_share",
        [Judge.Concurrency.Path] = "score.judge.parallel",
    };

    /// <summary>Path and new word to the former word.</summary>
    private static readonly Dictionary<(string Path, string Word), string> Words = new()
    {
        [(Rollout.Engine.Path, EnumWord.Of(RolloutEngine.Imported))] = "recorded",
    };

    /// <summary>
    /// Lines of settings that left the key of a stage. They stay there as they were, so that artifacts made before are current.
    /// </summary>
    private static readonly Dictionary<StageDefinition, string> Lines = new() { [StageTable.Rollout] = "rollout.batching = chunk" };

    /// <summary>The current name of a former path or section; null where there was none of that name.</summary>
    public static string? NowOf(string path) =>
        path == FormerSection.TrimEnd('.') ? Section.TrimEnd('.')
        : path.StartsWith(FormerSection, StringComparison.Ordinal) ? Section + path[FormerSection.Length..]
        : Paths.FirstOrDefault(name => name.Value == path).Key;

    /// <summary>The current word for a former word of a choice; null where there was none.</summary>
    public static string? NowOf(Setting setting, string word) =>
        Words.FirstOrDefault(name => name.Key.Path == setting.Path && name.Value == word).Key.Word;

    /// <summary>The line of a setting in a key.</summary>
    public static string KeyLine(string path, string value) => $"{KeyName(path)} = {Words.GetValueOrDefault((path, value), value)}";

    /// <summary>The lines of former settings in the key of a stage.</summary>
    public static IReadOnlyList<string> KeyLinesOf(StageDefinition stage) => Lines.TryGetValue(stage, out var line) ? [line] : [];

    /// <summary>The name of a setting in keys.</summary>
    public static string KeyName(string path) =>
        path.StartsWith(Section, StringComparison.Ordinal) ? FormerSection + path[Section.Length..] : Paths.GetValueOrDefault(path, path);

    /// <summary>The path of a setting by its name in a key.</summary>
    public static string PathOf(string keyName) => NowOf(keyName) ?? keyName;
}
