using System.Collections.Concurrent;

namespace Empo.Experiments.Storage;

/// <summary>
/// Reads, on a second core, the manifests that a build will most probably ask for. It reads them backwards from the last, while the build
/// asks for them forwards from the first. Each one is handed out once, so none stays that a stage of this build replaces later.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="entries">Stage and key in the order in which they will be asked for.</param>
public sealed class ManifestReadAhead(ArtifactStore store, IReadOnlyList<(string Stage, string Key)> entries)
{
    private readonly ConcurrentDictionary<string, Manifest?> _read = new(StringComparer.Ordinal);
    private volatile int _asked;
    private volatile bool _over;

    /// <summary>Begins to read; returns at once.</summary>
    public void Begin() => _ = Task.Run(Read);

    /// <summary>Ends the reading and forgets the manifests that were not asked for.</summary>
    public void End()
    {
        _over = true;
        _read.Clear();
    }

    /// <summary>The manifest of a key, read ahead or from disk.</summary>
    public Manifest? Find(string stage, string key)
    {
        _asked++;
        return !_over && _read.TryRemove(key, out var manifest) ? manifest : store.Find(stage, key);
    }

    private void Read()
    {
        // The build has asked for the first _asked manifests. Where the two meet, nothing is left to do.
        for (var i = entries.Count - 1; i > _asked && !_over; i--)
        {
            try
            {
                _read[entries[i].Key] = store.Find(entries[i].Stage, entries[i].Key);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or UserError)
            {
                // The build meets the same failure when it asks for this manifest, and reports it.
            }
        }
    }
}
