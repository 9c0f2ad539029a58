using System.Globalization;
using System.Text;
using Empo.Experiments.Execution;
using Empo.Experiments.Storage;
using Empo.Stages.Distribution;
using Empo.Stages.Sampling;

namespace Empo.Stages.Rollouts;

/// <summary>
/// The chunks of one plan that ranks, and other builds on the same store, share by locks: each is computed by whoever gets its lock first.
/// A chunk's bytes follow from its key, so it does not matter who that is.
/// </summary>
internal sealed class SharedChunks(StageContext context) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<string, EntryLock> _held = new(StringComparer.Ordinal);

    private IRankGroup Ranks => context.Ranks;

    /// <summary>
    /// Has all chunks computed that the store lacks, and tells every rank of all. Returns the tokens that all ranks computed.
    /// </summary>
    /// <param name="purpose">What is sampled, for states.</param>
    /// <param name="places">All chunks of the plan.</param>
    /// <param name="entries">Those that are known; at the end all.</param>
    /// <param name="find">Looks in the store.</param>
    /// <param name="compute">Computes and stores chunks, adds them to the entries and releases them; returns the tokens.</param>
    public long Fill(
        string purpose,
        IReadOnlyList<ChunkPlace> places,
        Dictionary<RolloutBatch, ChunkEntry> entries,
        Func<ChunkPlace, ChunkEntry?> find,
        Func<IEnumerable<ChunkPlace>, long> compute
    )
    {
        var tokens = 0L;
        while (true)
        {
            var own = compute(Taken([.. InOrder(places).Where(place => !entries.ContainsKey(place.Batch))], entries, find));
            var (known, computed) = Gather(entries.Values, own, purpose);
            tokens += computed;
            foreach (var place in places.Where(place => !entries.ContainsKey(place.Batch) && known.ContainsKey(place.Key)))
            {
                SeenFile.Await(known[place.Key].Path, "A chunk", context.Cancellation);
                entries[place.Batch] = known[place.Key];
            }

            if (entries.Count == places.Count)
            {
                Forget(places);
                return tokens;
            }

            context.Cancellation.WaitHandle.WaitOne(Pause); // another build has the locks of the others
        }
    }

    /// <summary>This rank's chunks first, every N-th of them, then those of the others: whoever is done takes over from the slow.</summary>
    internal IEnumerable<ChunkPlace> InOrder(IReadOnlyList<ChunkPlace> places) =>
        places
            .Index()
            .OrderBy(place => (place.Index - Ranks.Rank + Ranks.Size) % Ranks.Size)
            .ThenBy(place => place.Index)
            .Select(place => place.Item);

    /// <summary>The chunks that this rank may compute: it has their locks, and under these they are missing still.</summary>
    private IEnumerable<ChunkPlace> Taken(
        IReadOnlyList<ChunkPlace> places,
        Dictionary<RolloutBatch, ChunkEntry> entries,
        Func<ChunkPlace, ChunkEntry?> find
    )
    {
        foreach (var place in places)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (find(place) is { } stored)
            {
                entries[place.Batch] = stored;
            }
            else if (TryTake(place))
            {
                if (find(place) is not { } meanwhile)
                {
                    yield return place;
                    continue;
                }

                Release(place);
                entries[place.Batch] = meanwhile;
            }
        }
    }

    /// <summary>Takes the right to compute a chunk; false where another process has it.</summary>
    private bool TryTake(ChunkPlace place)
    {
        if (EntryLock.TryAcquire(LockOf(place.Key)) is not { } held)
        {
            return false;
        }

        _held[place.Key] = held;
        return true;
    }

    /// <summary>Gives the right back.</summary>
    public void Release(ChunkPlace place)
    {
        if (_held.Remove(place.Key, out var held))
        {
            held.Dispose();
        }
    }

    /// <summary>What all ranks know of the chunks of a plan, by key, and the tokens that they have computed.</summary>
    /// <param name="entries">What this rank has found or computed.</param>
    private (Dictionary<string, ChunkEntry> Entries, long Tokens) Gather(IEnumerable<ChunkEntry> entries, long tokens, string purpose)
    {
        var mine = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{tokens}\n");
        foreach (var entry in entries)
        {
            mine.Append(CultureInfo.InvariantCulture, $"{entry.Key} {entry.Digest} {entry.Bytes}\n");
        }

        var (all, computed) = (new Dictionary<string, ChunkEntry>(StringComparer.Ordinal), 0L);
        foreach (var rank in Ranks.AllGather(Encoding.ASCII.GetBytes(mine.ToString()), $"{purpose}: chunks"))
        {
            var lines = Encoding.ASCII.GetString(rank).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            computed += long.Parse(lines[0], CultureInfo.InvariantCulture);
            foreach (var parts in lines.Skip(1).Select(line => line.Split(' ')))
            {
                var bytes = long.Parse(parts[2], CultureInfo.InvariantCulture);
                all.TryAdd(parts[0], new ChunkEntry(parts[0], context.Chunks.PathOf(parts[0]), parts[1], bytes));
            }
        }

        return (all, computed);
    }

    /// <summary>
    /// Removes the lock files of a plan that is whole. A chunk that is locked again at this instant is written twice, alike.
    /// </summary>
    private void Forget(IEnumerable<ChunkPlace> places)
    {
        foreach (var place in places.Where(_ => Ranks.Leads))
        {
            File.Delete(LockOf(place.Key));
        }
    }

    public void Dispose()
    {
        foreach (var held in _held.Values)
        {
            held.Dispose();
        }

        _held.Clear();
    }

    private string LockOf(string key) => new ArtifactStore(context.Request.Store).LockOf("chunk", key);
}
