using System.Diagnostics;
using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Stages.Artifacts;
using Empo.Stages.DeviceMemory;
using Empo.Stages.Rollouts.Server;
using Empo.Stages.Sampling;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Rollouts;

/// <summary>
/// Samples in chunks, each of which is a separate store entry. A stored chunk is read. A missing one is computed as one batch and committed
/// at once, so a killed run resumes at the next chunk.
/// </summary>
/// <param name="context">Chunk store, log and cancellation of the stage.</param>
/// <param name="tokenizer">Turns responses into text.</param>
/// <param name="engine">Called at the first missing chunk, so that a policy that is not needed is not loaded.</param>
internal sealed class ChunkSampler(StageContext context, ITextTokenizer tokenizer, Func<IRolloutEngine> engine) : IDisposable
{
    private readonly Dictionary<string, RolloutRow[]> _computed = new(StringComparer.Ordinal);
    private readonly Lazy<IRolloutEngine> _engine = new(engine);
    private readonly Stopwatch _clock = new();

    /// <summary>The server that samples; null for our own decoder.</summary>
    public ServerIdentity? Server { get; init; }

    /// <summary>Memory of the card on which our own decoder samples; null on the CPU.</summary>
    public CardBudget? Card { get; init; }

    /// <summary>Tokens that were computed, not read from the store.</summary>
    public long ComputedTokens { get; private set; }

    /// <summary>Sampling speed over the computed tokens; NaN where every chunk was already stored.</summary>
    public double TokensPerSecond => ComputedTokens / _clock.Elapsed.TotalSeconds;

    /// <summary>
    /// Returns the index of all samples: the outer loop is over blocks of samples, the inner one over blocks of questions, both in order.
    /// </summary>
    public IReadOnlyList<RolloutIndexRow> Sample(SamplingPlan plan, IReadOnlyList<RolloutPrompt> prompts)
    {
        plan = Server is null
            ? plan
            : plan with
            {
                Engine = string.Create(CultureInfo.InvariantCulture, $"{Server.Line} requests={StageTable.ServerRequestsVersion}"),
            };
        var index = new List<RolloutIndexRow>();
        var total = prompts.Count * plan.Samples;
        for (var first = 0; first < plan.Samples; first += plan.SamplesPerChunk)
        {
            foreach (var block in prompts.Chunk(plan.QuestionsPerChunk))
            {
                context.Cancellation.ThrowIfCancellationRequested();
                index.Add(Chunk(plan, block, first, Math.Min(plan.SamplesPerChunk, plan.Samples - first)));
                context.Log.Progress(plan.Purpose, index.Sum(row => row.Rows), total, "responses");
            }
        }

        return index;
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

    private RolloutIndexRow Chunk(SamplingPlan plan, RolloutPrompt[] prompts, int first, int samples)
    {
        RolloutRow[]? computed = null;
        var entry = context.Chunks.GetOrCreate(ChunkFingerprint.Of(plan, prompts, first, samples), path =>
            ArtifactTable.Write(path, RolloutRow.Schema, computed = Compute(plan, prompts, first, samples), fast: Server is not null)
        );
        if (computed is not null)
        {
            _computed[entry.Key] = computed;
        }

        return new RolloutIndexRow
        {
            ChunkKey = entry.Key,
            ChunkDigest = entry.Digest,
            FirstSample = first,
            Samples = samples,
            Questions = prompts.Length,
            Rows = prompts.Length * samples,
        };
    }

    private RolloutRow[] Compute(SamplingPlan plan, RolloutPrompt[] prompts, int first, int samples)
    {
        var batch = new RolloutBatch
        {
            Prompts = prompts,
            FirstSample = first,
            Samples = samples,
            Decoding = plan.Decoding,
            Seed = plan.Seed,
            Round = plan.Round,
        };
        var isFirst = !_engine.IsValueCreated;
        var model = _engine.Value;
        if (isFirst && model is LocalEngine local)
        {
            StageMemory.SaySampling(local.Decoder, batch, context.Log, Card);
        }

        _clock.Start();
        var completions = model.Complete(batch, context.Cancellation);
        _clock.Stop();
        ComputedTokens += completions.Sum(completion => (long)completion.TokenIds.Count);
        return [.. completions.Select(completion => Row(prompts[completion.Question], completion))];
    }

    private RolloutRow Row(RolloutPrompt prompt, Completion completion) => new()
    {
        QuestionId = prompt.QuestionId,
        SampleIndex = completion.Sample,
        PromptTokenIds = [.. prompt.TokenIds],
        TokenIds = [.. completion.TokenIds],
        LogProbs = [.. completion.LogProbs],
        TokenEntropies = [.. completion.TokenEntropies],
        SelfCertainties = [.. completion.SelfCertainties],
        KeptLogMass = completion.KeptLogMass is { } mass ? [.. mass] : null,
        Text = tokenizer.Decode(completion.TokenIds),
        FinishReason = completion.FinishReason == FinishReason.Stop ? "stop" : "length",
    };
}
