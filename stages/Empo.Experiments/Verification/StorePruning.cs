using System.Globalization;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Verification;

/// <summary>
/// Decides which entries and chunks of a store are no longer needed: no last build of a run folder names them, and they are older than the
/// days to keep. It decides first and removes afterwards, so a dry run makes the same decision.
/// </summary>
public sealed record StorePruning
{
    /// <summary>Folders to remove, in order.</summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>
    /// Temporary folders to remove as well. Builds remove the leftovers of the entries that they make; this removes the rest.
    /// </summary>
    public required IReadOnlyList<string> Leftovers { get; init; }

    /// <summary>Entries and chunks that stay.</summary>
    public required int Kept { get; init; }

    /// <summary>Bytes that removing frees.</summary>
    public required long Bytes { get; init; }

    /// <summary>
    /// Entries that stay because their content is unknown: a newer version wrote them, or the disk cannot read them. All chunks stay with
    /// them.
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
    /// Removes the folders. The caller must have held the store alone (<see cref="StoreHold.Alone"/>) since before the decision.
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

            // Delete the manifest first: a kill in between leaves no entry that claims to be whole.
            StoreFolder.DeleteFile(Path.Combine(folder, ManifestFile.Name));
            StoreFolder.Delete(folder);
        }
    }

    private static long BytesOf(string folder) =>
        StoreFolder.IsLink(folder) ? 0 : StoreFolder.Files(folder).Sum(file => new FileInfo(file).Length);
}
