using Empo.Experiments.Catalog;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Verification;

/// <summary>Walks a store on disk, whatever experiment made it.</summary>
public static class StoreEntries
{
    /// <summary>Entries of all stages, in order; temporary ones are left out.</summary>
    public static IEnumerable<StoreEntry> All(string store) =>
        StageTable.All.SelectMany(stage => Below(Path.Combine(store, stage.Name))).Select(StoreEntry.Read);

    /// <summary>Folders of chunks, in order; temporary ones are left out.</summary>
    public static IEnumerable<string> Chunks(string store) => Below(Path.Combine(store, "chunk"));

    /// <summary>Folders of verdicts, in order.</summary>
    public static IEnumerable<string> Verdicts(string store) => Below(Path.Combine(store, "verdict"));

    /// <summary>Folders of the store that are links, in order.</summary>
    public static IEnumerable<string> Links(string store) => Kinds(store).Where(StoreFolder.IsLink);

    /// <summary>Temporary and replaced folders that killed or running builds left.</summary>
    public static IEnumerable<string> Leftovers(string store) =>
        Kinds(store)
            .Where(folder => Directory.Exists(folder) && !StoreFolder.IsLink(folder))
            .SelectMany(Directory.EnumerateDirectories)
            .Where(IsTemporary)
            .Order(StringComparer.Ordinal);

    /// <summary>The readable manifests of a store.</summary>
    public static IEnumerable<Manifest> Manifests(string store) => All(store).Select(entry => entry.Manifest).OfType<Manifest>();

    private static IEnumerable<string> Kinds(string store) =>
        StageTable.All.Select(stage => stage.Name).Append("chunk").Append("verdict").Select(name => Path.Combine(store, name));

    /// <summary>A stage's folder that is a link is not entered: our code never makes one, and its target may belong to anyone.</summary>
    private static IEnumerable<string> Below(string folder) => Directory.Exists(folder) && !StoreFolder.IsLink(folder)
        ? Directory.EnumerateDirectories(folder).Where(path => !IsTemporary(path)).Order(StringComparer.Ordinal)
        : [];

    private static bool IsTemporary(string path) => Path.GetFileName(path.AsSpan()).Contains('.');
}
