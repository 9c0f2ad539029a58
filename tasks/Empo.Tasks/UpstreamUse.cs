using System.Globalization;
using Empo.Experiments.Graph;
using Empo.Experiments.Resources;
using Empo.Experiments.Upstream;

namespace Empo.Tasks;

/// <summary>The time in which a task may ask the upstream store: what it says needs the task's log.</summary>
internal sealed class UpstreamUse : IDisposable
{
    private readonly Resolution _resolution;
    private readonly UpstreamStore? _store;
    private readonly int _asked;
    private readonly int _entries;
    private readonly long _bytes;

    /// <param name="store">The upstream store of the build, or null where it has none.</param>
    public UpstreamUse(Resolution resolution, UpstreamStore? store)
    {
        (_resolution, _store) = (resolution, store);
        (_asked, _entries, _bytes) = (store?.Asked ?? 0, store?.Entries ?? 0, store?.Bytes ?? 0);
        resolution.Upstream = store;
    }

    /// <summary>What was asked for and copied since, as a line; null where nothing was asked.</summary>
    public string? Summary => _store is null || _store.Asked == _asked ? null
        : _store.Entries == _entries ? $"  upstream {_store.Shown}: it has nothing of what is missing here"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"  upstream {_store.Shown}: {_store.Entries - _entries} entries copied ({DiskSpace.Size(_store.Bytes - _bytes)})"
        );

    /// <summary>What to add to the line of a stage that was reused.</summary>
    public string Origin(NodeStatus status) =>
        _store is not null && status.Key is { } key && _store.Gave(status.Node.Stage, key) ? $", from upstream {_store.Shown}" : "";

    public void Dispose() => _resolution.Upstream = null;
}
