namespace Empo.Experiments.Settings;

/// <summary>
/// Names that settings and values had in earlier versions. An experiment that uses one is refused with the new one; keys go on with the old
/// ones, so that a rename makes nothing stale.
/// </summary>
public static class FormerNames
{
    private const string FormerSection = "recorded.";
    private const string Section = "imported.";

    /// <summary>New path to the former one.</summary>
    private static readonly Dictionary<string, string> Paths = new(StringComparer.Ordinal)
    {
        ["run_name"] = "view",
        ["evaluate.reasoning_marker"] = "evaluate.marker",
        ["update.importance.cap"] = "update.importance.largest",
        ["guard.min_questions"] = "guard.least_questions",
        ["score.min_share"] = "score.least_share",
        ["score.judge.concurrency"] = "score.judge.parallel",
    };

    /// <summary>Path and new word to the former word.</summary>
    private static readonly Dictionary<(string Path, string Word), string> Words = new() { [("rollout.engine", "imported")] = "recorded" };

    /// <summary>What a former path, or section, is called now; null where there was none of that name.</summary>
    public static string? NowOf(string path) =>
        path == FormerSection.TrimEnd('.') ? Section.TrimEnd('.')
        : path.StartsWith(FormerSection, StringComparison.Ordinal) ? Section + path[FormerSection.Length..]
        : Paths.FirstOrDefault(name => name.Value == path).Key;

    /// <summary>What a former word of a choice is called now; null where there was none.</summary>
    public static string? NowOf(Setting setting, string word) =>
        Words.FirstOrDefault(name => name.Key.Path == setting.Path && name.Value == word).Key.Word;

    /// <summary>The line of a key that holds a setting.</summary>
    public static string KeyLine(string path, string value) => $"{KeyName(path)} = {Words.GetValueOrDefault((path, value), value)}";

    /// <summary>The name under which keys hold a setting.</summary>
    public static string KeyName(string path) =>
        path.StartsWith(Section, StringComparison.Ordinal) ? FormerSection + path[Section.Length..] : Paths.GetValueOrDefault(path, path);

    /// <summary>The path of a name in a key.</summary>
    public static string PathOf(string keyName) => NowOf(keyName) ?? keyName;
}
