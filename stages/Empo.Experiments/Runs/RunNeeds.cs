namespace Empo.Experiments.Runs;

/// <summary>What the run folders below a folder need from a store.</summary>
/// <param name="Keys">Stage and key of every entry that the last build of a run folder named, or that an unfinished build found.</param>
/// <param name="Unfinished">Run folders with an unfinished build, and the time since when it has been under way. Entries made since then
/// may belong to it.</param>
public sealed record RunNeeds(IReadOnlySet<(string Stage, string Key)> Keys, IReadOnlyList<(string RunFolder, DateTime Since)> Unfinished)
{
    private static readonly EnumerationOptions Search = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden,
        IgnoreInaccessible = false,
    };

    /// <param name="artifacts">Absolute path of the folder of all run folders.</param>
    /// <exception cref="UserError">EMPO4035 where a run folder cannot be understood, so that its needs are unknown.</exception>
    public static RunNeeds Of(string artifacts)
    {
        var keys = new HashSet<(string Stage, string Key)>();
        var unfinished = new List<(string RunFolder, DateTime Since)>();
        foreach (var file in Files(artifacts, "summary.json"))
        {
            keys.UnionWith((BuildSummary.TryReadKeys(file) ?? throw Unknown(file)).Select(stage => (stage.Key.Split(' ')[0], stage.Value)));
        }

        foreach (var file in Files(artifacts, UnfinishedBuild.FileName))
        {
            var build = UnfinishedBuild.TryRead(file) ?? throw Unknown(file);
            keys.UnionWith(build.Keys);
            unfinished.Add((Path.GetRelativePath(artifacts, Path.GetDirectoryName(file)!).Replace('\\', '/'), build.Since));
        }

        return new RunNeeds(keys, unfinished);
    }

    private static IEnumerable<string> Files(string folder, string name) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, name, Search) : [];

    private static UserError Unknown(string file) =>
        new(
            "EMPO4035",
            "This file of a run folder cannot be understood, so nobody knows what the run folder needs, and nothing is removed. Build its "
                + "experiment again, or remove the run folder if it is not wanted any more.",
            file
        );
}
