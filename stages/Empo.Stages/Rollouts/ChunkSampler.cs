using System.Diagnostics;
using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Storage;
using Empo.Stages.Artifacts;
using Empo.Stages.DeviceMemory;
using Empo.Stages.Rollouts.Server;
using Empo.Stages.Sampling;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Rollouts;

/// <summary>
/// Samples in chunks, each of which is a separate store entry. A stored chunk is read. A missing one is computed, alone or together with
/// others, and committed as soon as it is whole, so a killed run resumes at the chunks that were not.
/// </summary>
/// <param name="context">Chunk store, log and cancellation of the stage.</param>
/// <param name="tokenizer">Turns responses into text.</param>
/// <param name="engine">Called at the first missing chunk, so that a policy that is not needed is not loaded.</param>
internal sealed class ChunkSampler(StageContext context, ITextTokenizer tokenizer, Func<IRolloutEngine> engine) : IDisposable
{
    private readonly Dictionary<string, RolloutRow[]> _computed = new(StringComparer.Ordinal);
    private readonly Lazy<IRolloutEngine> _engine = new(engine);
    private readonly Stopwatch _clock = new();
    private readonly Stopwatch _shared = new();

    /// <summary>The server that samples; null for our own decoder.</summary>
    public ServerIdentity? Server { get; init; }

    /// <summary>Whether the server can do what is about to be asked for; null where our own decoder samples.</summary>
    public Action<SamplingDemand, Decoding>? Require { get; init; }

    /// <summary>
    /// Whether ranks share the chunks. A server's requests are all the leader's: ranks would hand it the policy several times.
    /// </summary>
    private bool IsShared => context.Ranks.Size > 1 && Server is null;

    /// <summary>Memory of the card on which our own decoder samples; null on the CPU.</summary>
    public CardBudget? Card { get; init; }

    /// <summary>How our own decoder samples; null where something else does.</summary>
    public SamplingMode? Mode { get; init; }

    /// <summary>Rows of continuous batching; null for what free memory holds.</summary>
    public int? MaxRows { get; init; }

    /// <summary>Tokens that were computed, by whichever rank, and not read from the store.</summary>
    public long ComputedTokens { get; private set; }

    /// <summary>Sampling speed over the computed tokens; NaN where every chunk was already stored.</summary>
    public double TokensPerSecond => ComputedTokens / (IsShared ? _shared : _clock).Elapsed.TotalSeconds;

    /// <summary>What continuous batching computed; null where no response was sampled in that way.</summary>
    public DecodingCounts? Counts => _engine is { IsValueCreated: true, Value: ContinuousEngine engine } ? engine.Counts : null;

    /// <summary>
    /// Returns the index of all samples: the outer loop is over blocks of samples, the inner one over blocks of questions, both in order.
    /// </summary>
    public IReadOnlyList<RolloutIndexRow> Sample(SamplingPlan plan, IReadOnlyList<RolloutPrompt> prompts)
    {
        plan = plan with { Engine = Engine(plan.Engine) };
        ChunkPlace[] places = [.. ChunkPlace.Of(plan, prompts)];
        var entries = new Dictionary<RolloutBatch, ChunkEntry>(ReferenceEqualityComparer.Instance);
        if (!IsShared)
        {
            Compute(plan, prompts, places, entries, Missing(plan, places, entries), _ => { });
        }
        else
        {
            Share(plan, prompts, places, entries);
        }

        foreach (var place in places)
        {
            context.Chunks.Use(entries[place.Batch]);
        }

        return [.. places.Select(place => ChunkRow.Of(place, entries[place.Batch]))];
    }

    /// <summary>Computes chunks with the other ranks, until the store has all.</summary>
    private void Share(
        SamplingPlan plan,
        IReadOnlyList<RolloutPrompt> prompts,
        ChunkPlace[] places,
        Dictionary<RolloutBatch, ChunkEntry> entries
    )
    {
        using var shared = new SharedChunks(context);
        var before = ComputedTokens;
        _shared.Start();
        var computed = shared.Fill(plan.Purpose, places, entries, Stored, chunks =>
        {
            var own = ComputedTokens;
            Compute(plan, prompts, places, entries, chunks, shared.Release);
            return ComputedTokens - own;
        });
        _shared.Stop();
        ComputedTokens = before + computed;
        Progress(plan, places, entries);
    }

    /// <summary>Computes chunks and stores each as soon as it is whole.</summary>
    private void Compute(
        SamplingPlan plan,
        IReadOnlyList<RolloutPrompt> prompts,
        ChunkPlace[] places,
        Dictionary<RolloutBatch, ChunkEntry> entries,
        IEnumerable<ChunkPlace> wanted,
        Action<ChunkPlace> stored
    )
    {
        using var missing = wanted.GetEnumerator();
        if (!missing.MoveNext())
        {
            return;
        }

        SamplingMemory.Plan(_engine.Value, plan.Demand(prompts), MaxRows, Card, context.Log);
        _clock.Start();
        _engine.Value.Complete(
            From(missing).Select(place => place.Batch),
            (batch, completions) =>
            {
                _clock.Stop();
                var place = places.Single(place => ReferenceEquals(place.Batch, batch));
                entries[batch] = Store(place, completions);
                stored(place);
                Progress(plan, places, entries);
                _clock.Start();
            },
            context.Cancellation
        );
        _clock.Stop();
    }

    /// <summary>The responses of chunks, in their order: those that were just computed, and from the store those that were there.</summary>
    public IEnumerable<RolloutRow> Rows(IReadOnlyList<RolloutIndexRow> index) =>
        index.SelectMany(row =>
            _computed.TryGetValue(row.ChunkKey, out var rows) ? rows : RolloutReader.Rows([row], context.Chunks)
        );

    public void Dispose()
    {
        if (_engine.IsValueCreated && _engine.Value is IDisposable disposable)
        {
            disposable.Dispose();
        }
    }

    /// <summary>
    /// What samples, as chunks' keys name it. The type is more than last bits, so samples of two types are never one another's hits.
    /// </summary>
    private string Engine(string local) =>
        Server is not null ? string.Create(CultureInfo.InvariantCulture, $"{Server.Line} requests={StageTable.ServerRequestsVersion}")
        : Mode?.DtypeWord is { } dtype ? $"{local} dtype={dtype}"
        : local;

    /// <summary>The chunks that the store does not have. It is asked for each as late as possible, as another build may make it.</summary>
    private IEnumerable<ChunkPlace> Missing(
        SamplingPlan plan,
        IReadOnlyList<ChunkPlace> places,
        Dictionary<RolloutBatch, ChunkEntry> entries
    )
    {
        foreach (var place in places)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (Stored(place) is not { } stored)
            {
                yield return place;
                continue;
            }

            entries[place.Batch] = stored;
            Progress(plan, places, entries);
        }
    }

    /// <summary>Looking does not count as sampling.</summary>
    private ChunkEntry? Stored(ChunkPlace place)
    {
        var isSampling = _clock.IsRunning;
        _clock.Stop();
        var stored = context.Chunks.Find(place.Key);
        if (isSampling)
        {
            _clock.Start();
        }

        return stored;
    }

    /// <summary>The item that an enumerator stands at, and those after it.</summary>
    private static IEnumerable<T> From<T>(IEnumerator<T> enumerator)
    {
        do
        {
            yield return enumerator.Current;
        }
        while (enumerator.MoveNext());
    }

    private void Progress(SamplingPlan plan, IReadOnlyList<ChunkPlace> places, Dictionary<RolloutBatch, ChunkEntry> entries) =>
        context.Log.Progress(
            plan.Purpose,
            places.Where(place => entries.ContainsKey(place.Batch)).Sum(place => place.Rows),
            places.Sum(place => place.Rows),
            "responses"
        );

    private ChunkEntry Store(ChunkPlace place, IReadOnlyList<Completion> completions)
    {
        ComputedTokens += completions.Sum(completion => (long)completion.TokenIds.Count);
        RolloutRow[]? written = null;
        var entry = context.Chunks.Keep(place.Fingerprint, path =>
            ArtifactTable.Write(
                path,
                RolloutRow.Schema,
                written =
                [
                    .. completions.Select(completion =>
                        ChunkRow.Of(place.Batch.Prompts[completion.Question], completion, tokenizer)
                    ),
                ],
                fast: Server is not null
            )
        );
        if (written is not null)
        {
            _computed[entry.Key] = written;
        }

        return entry;
    }
}
