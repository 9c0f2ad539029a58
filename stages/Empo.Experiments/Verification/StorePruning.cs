using System.Globalization;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Verification;

/// <summary>
/// Which entries and chunks of a store nobody needs any more: not named by the last build of any run folder, and older than the days to
/// keep. Decides first and removes afterwards, so a dry run is the same decision.
/// </summary>
public sealed record StorePruning
{
    /// <summary>Folders that go, in order.</summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>
    /// Temporary folders that go besides: builds remove what is left of the entries that they make, and the rest goes here.
    /// </summary>
    public required IReadOnlyList<string> Leftovers { get; init; }

    /// <summary>Entries and chunks that stay.</summary>
    public required int Kept { get; init; }

    /// <summary>Bytes of what goes.</summary>
    public required long Bytes { get; init; }

    /// <summary>
    /// Entries that stay because nobody can say what they are: of a newer version, or on a disk that does not give them. All chunks stay
    /// with them.
    /// </summary>
    public required IReadOnlyList<StoreEntry> Unreadable { get; init; }

    /// <param name="store">Absolute path of the store.</param>
    /// <param name="keys">Stage and key of every entry that a run folder needs.</param>
    /// <param name="finishedSince">Entries finished, and chunks written, at or after this time stay.</param>
    public static StorePruning Decide(string store, IReadOnlySet<(string Stage, string Key)> keys, DateTime finishedSince)
    {
        var chunks = new HashSet<string>(StringComparer.Ordinal);
        var (going, kept) = (new List<string>(), 0);
        var contents = new HashSet<string>(StringComparer.Ordinal);
        var entries = StoreEntries.All(store).ToList();
        var unreadable = entries.Where(entry => entry.Unreadable is not null).ToList();
        foreach (var (folder, manifest, _) in entries.Where(entry => Stays(entry.Manifest)))
        {
            kept++;
            contents.Add(folder);
            chunks.UnionWith(manifest!.Chunks.Select(chunk => chunk.Path[..ArtifactStore.NameDigits]));
            // A round that kept no question has the policy of an earlier entry.
            contents.UnionWith(
                manifest
                    .Outputs.Where(output => output.At is not null)
                    .Select(output => Path.GetDirectoryName(Path.GetFullPath(output.At!, store))!)
            );
        }

        going.AddRange(
            entries.Where(entry => entry.Unreadable is null).Select(entry => entry.Folder).Where(folder => !contents.Contains(folder))
        );
        foreach (var chunk in StoreEntries.Chunks(store))
        {
            var stays =
                unreadable.Count > 0 || chunks.Contains(Path.GetFileName(chunk)) || Directory.GetLastWriteTimeUtc(chunk) >= finishedSince;
            kept += stays ? 1 : 0;
            going.AddRange(stays ? [] : [chunk]);
        }

        return new StorePruning
        {
            Folders = going,
            Leftovers = [.. StoreEntries.Leftovers(store).Where(folder => TemporaryName.IsAbandoned(folder))],
            Kept = kept + unreadable.Count,
            Bytes = going.Sum(BytesOf),
            Unreadable = unreadable,
        };

        bool Stays(Manifest? manifest) =>
            manifest is not null
            && (
                keys.Contains((manifest.Stage, manifest.Key))
                || (
                    DateTime.TryParse(manifest.Finished, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var finished)
                    && finished >= finishedSince
                )
            );
    }

    /// <summary>
    /// Removes the folders. Whoever calls has the store for itself (<see cref="StoreHold.Alone"/>) since before it decided.
    /// </summary>
    public void Remove()
    {
        foreach (var folder in Leftovers)
        {
            StoreFolder.Delete(folder);
        }

        foreach (var folder in Folders)
        {
            if (StoreFolder.IsLink(folder))
            {
                StoreFolder.DeleteLink(folder);
                continue;
            }

            // The manifest first: a kill in between leaves no entry that claims to be whole.
            StoreFolder.DeleteFile(Path.Combine(folder, ManifestFile.Name));
            StoreFolder.Delete(folder);
        }
    }

    private static long BytesOf(string folder) =>
        StoreFolder.IsLink(folder) ? 0 : StoreFolder.Files(folder).Sum(file => new FileInfo(file).Length);
}
