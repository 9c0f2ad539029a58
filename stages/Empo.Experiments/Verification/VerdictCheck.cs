using Empo.Experiments.Storage;

namespace Empo.Experiments.Verification;

/// <summary>Checks the verdicts of a store: each segment is named by its bytes, each folder by its rules.</summary>
internal static class VerdictCheck
{
    private const string Remedy = "Delete this file: what it held is asked again.";

    public static IEnumerable<StoreFinding> Of(string folder, FileReading files)
    {
        var rules = Path.Combine(folder, VerdictStore.RulesName);
        if (!VerdictStore.IsNamedByRules(folder))
        {
            yield return new StoreFinding(rules, "it is missing or not what the folder is named by", Remedy);
        }

        foreach (var path in Directory.EnumerateFileSystemEntries(folder).Where(path => path != rules && !TemporaryName.Is(path)))
        {
            var (digest, trouble) = files.Read(path);
            if (trouble is not null || VerdictStore.NameOf(digest!) != Path.GetFileName(path))
            {
                yield return new StoreFinding(path, trouble ?? "its content is not what was written", Remedy);
            }
        }
    }
}
