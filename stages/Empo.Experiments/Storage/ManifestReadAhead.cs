using System.Collections.Concurrent;

namespace Empo.Experiments.Storage;

/// <summary>
/// Reads the manifests that a build will most probably ask for on a second core, from the last backwards, while the build asks
/// for them from the first forwards. Each one is handed out once, so nothing stays that a stage of this build replaces later.
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

    /// <summary>Ends the reading and forgets what nobody asked for.</summary>
    public void End()
    {
        _over = true;
        _read.Clear();
    }

    /// <summary>The manifest of a key, from what was read ahead or from disk.</summary>
    public Manifest? Find(string stage, string key)
    {
        _asked++;
        return !_over && _read.TryRemove(key, out var manifest) ? manifest : store.Find(stage, key);
    }

    private void Read()
    {
        // Whoever asks has come as far as _asked; beyond the meeting point there is nothing left to do.
        for (var i = entries.Count - 1; i > _asked && !_over; i--)
        {
            try
            {
                _read[entries[i].Key] = store.Find(entries[i].Stage, entries[i].Key);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or UserError)
            {
                // Who asks for it meets the same and says so.
            }
        }
    }
}
