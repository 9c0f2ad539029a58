using Empo.Experiments.Execution;
using Empo.Stages.Artifacts;
using Empo.Stages.Rollouts;
using Empo.Stages.Sampling;
using Empo.UnitTests.Modeling;
using Empo.UnitTests.Sampling;
using Empo.UnitTests.Stages;
using static TorchSharp.torch;

namespace Empo.UnitTests.Rollouts;

/// <summary>
/// Continuous batching in the chunks of a store: the same entries as one chunk at a time, each committed when it is whole.
/// </summary>
[Collection("torch")]
public sealed class ContinuousChunksTests : IDisposable
{
    private static readonly RolloutPrompt[] Prompts =
    [
        .. LocalEngineTests.Batch(9, 1, differentLengths: true).Prompts,
    ];

    private readonly StageBench _bench = new();
    private readonly Empo.Stages.Modeling.CausalDecoder _decoder = TinyDecoder.Create();

    public void Dispose()
    {
        _decoder.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public void The_index_and_the_tokens_are_those_of_one_chunk_at_a_time()
    {
        using var chunk = Sampler(() => new LocalEngine(_decoder));
        var expected = chunk.Sample(Plan(), Prompts);
        RolloutRow[] expectedRows = [.. chunk.Rows(expected)];
        Directory.Delete(Path.Combine(_bench.Store, "chunk"), recursive: true);

        using var continuous = Sampler(() => new ContinuousEngine(_decoder, 7));
        var actual = continuous.Sample(Plan(), Prompts);

        Assert.Equal(expected.Select(row => row with { ChunkDigest = "" }), actual.Select(row => row with { ChunkDigest = "" }));
        Assert.Equal(expectedRows.Select(Shown), continuous.Rows(actual).Select(Shown));
        Assert.Equal(chunk.ComputedTokens, continuous.ComputedTokens);
        Assert.Equal(actual.Select(row => row.ChunkKey), _bench.Chunks.Used.Select(used => used.Key).Distinct());
        Assert.True(continuous.Counts!.Steps > 0);
        Assert.Null(chunk.Counts);
    }

    /// <summary>Killed after any number of chunks, the next run samples the others only, and both together are the whole.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void A_killed_rollout_goes_on_with_the_chunks_that_were_not_whole(int before)
    {
        using var whole = Sampler(() => new ContinuousEngine(_decoder, 7));
        var expected = whole.Sample(Plan(), Prompts);
        var rows = whole.Rows(expected).Select(Shown).ToList();
        Directory.Delete(Path.Combine(_bench.Store, "chunk"), recursive: true);
        using var stop = new CancellationTokenSource();
        using var killed = Sampler(() => new StoppedEngine(new ContinuousEngine(_decoder, 7), before, stop), stop.Token);
        Assert.ThrowsAny<OperationCanceledException>(() => killed.Sample(Plan(), Prompts));
        var stored = Directory.GetDirectories(Path.Combine(_bench.Store, "chunk")).Length;

        using var again = Sampler(() => new ContinuousEngine(_decoder, 7));
        var index = again.Sample(Plan(), Prompts);

        Assert.Equal(before, stored);
        Assert.Equal(whole.ComputedTokens - killed.ComputedTokens, again.ComputedTokens);
        Assert.Equal(rows, again.Rows(index).Select(Shown));
    }

    /// <summary>Batching changes last bits, and a stored chunk is as good. The type changes more.</summary>
    [Fact]
    public void Chunks_of_two_types_are_never_one_anothers_hits()
    {
        using var single = Sampler(() => new LocalEngine(_decoder), mode: new SamplingMode(false, null));
        using var other = Sampler(() => throw new InvalidOperationException("stored"), mode: new SamplingMode(true, null));
        using var half = Sampler(
            () => new LocalEngine(_decoder, ScalarType.BFloat16),
            mode: new SamplingMode(false, ScalarType.BFloat16)
        );

        var keys = single.Sample(Plan(), Prompts).Select(row => row.ChunkKey).ToList();

        Assert.Equal(keys, other.Sample(Plan(), Prompts).Select(row => row.ChunkKey));
        Assert.Empty(keys.Intersect(half.Sample(Plan(), Prompts).Select(row => row.ChunkKey)));
        Assert.Equal(single.ComputedTokens > 0, half.ComputedTokens > 0);
    }

    [Fact]
    public void A_stored_rollout_needs_no_engine()
    {
        using var first = Sampler(() => new ContinuousEngine(_decoder, 7));
        var index = first.Sample(Plan(), Prompts);

        using var second = Sampler(() => throw new InvalidOperationException("no policy is needed"));

        Assert.Equal(index, second.Sample(Plan(), Prompts));
        Assert.Equal(first.Rows(index).Select(Shown), second.Rows(index).Select(Shown));
    }

    private static string Shown(RolloutRow row) =>
        $"{row.QuestionId} {row.SampleIndex} {row.FinishReason} {string.Join(' ', row.TokenIds)}";

    private static SamplingPlan Plan() => new()
    {
        Purpose = "rollout",
        PolicyDigest = "policy",
        Decoding = HostSamplerTests.Plain() with { MaxTokens = 40, StopTokens = [4, 9] },
        Seed = 1,
        Round = 1,
        Samples = 5,
        SamplesPerChunk = 2,
        QuestionsPerChunk = 4,
    };

    private ChunkSampler Sampler(Func<IRolloutEngine> engine, CancellationToken cancellation = default, SamplingMode? mode = null)
    {
        var request = _bench.Request("rollout", 1);
        return new ChunkSampler(
            new StageContext(request, _bench.File("out"), _bench.Chunks, _bench.Log, cancellation),
            new CharacterTokenizer(),
            engine
        )
        {
            Mode = mode,
        };
    }

    /// <summary>Cancels after some chunks, as a kill would.</summary>
    private sealed class StoppedEngine(IRolloutEngine inner, int chunks, CancellationTokenSource stop) : IRolloutEngine, IDisposable
    {
        public IReadOnlyList<Completion> Complete(RolloutBatch batch, CancellationToken cancellation) =>
            inner.Complete(batch, cancellation);

        public void Complete(
            IEnumerable<RolloutBatch> batches,
            Action<RolloutBatch, IReadOnlyList<Completion>> completed,
            CancellationToken cancellation
        ) =>
            inner.Complete(
                batches,
                (batch, completions) =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    completed(batch, completions);
                    if (--chunks == 0)
                    {
                        stop.Cancel();
                    }
                },
                cancellation
            );

        public void Dispose() => (inner as IDisposable)?.Dispose();
    }
}
