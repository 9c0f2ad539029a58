using Empo.Experiments.Execution;
using Empo.Experiments.Storage;
using Empo.Stages.Modeling;
using Empo.Stages.Rollouts;
using Empo.Stages.Rollouts.Server;
using Empo.Stages.Sampling;
using Empo.UnitTests.Modeling;
using Empo.UnitTests.Sampling;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Distribution;

/// <summary>Chunks that ranks share: what one process makes, each chunk once, whoever else is at work on the store.</summary>
[Collection("torch")]
public sealed class SharedChunksTests : IDisposable
{
    private static readonly RolloutPrompt[] Prompts = [.. LocalEngineTests.Batch(9, 1, differentLengths: true).Prompts];

    private readonly StageBench _bench = new();
    private readonly CausalDecoder _decoder = TinyDecoder.Create();

    public void Dispose()
    {
        _decoder.Dispose();
        _bench.Dispose();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(16)] // more ranks than chunks
    public void Any_number_of_ranks_makes_the_index_and_the_bytes_of_one(int size)
    {
        using var alone = Sampler(Alone.Group);
        var expected = alone.Sample(Plan, Prompts);
        var digests = Digests();
        Directory.Delete(Path.Combine(_bench.Store, "chunk"), recursive: true);
        var computed = new int[size];

        var indexes = ThreadRanks.Run(size, ranks =>
        {
            using var sampler = Sampler(ranks, () => computed[ranks.Rank]++);
            var index = sampler.Sample(Plan, Prompts);
            Assert.Equal(alone.ComputedTokens, sampler.ComputedTokens);
            return index;
        });

        Assert.All(indexes, index => Assert.Equal(expected, index));
        Assert.Equal(digests, Digests());
        Assert.Equal(expected.Count, computed.Sum());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_bench.Store, "lock")));
    }

    [Fact]
    public void Half_a_rollout_is_continued_and_only_the_rest_is_computed()
    {
        using var alone = Sampler(Alone.Group);
        var expected = alone.Sample(Plan, Prompts);
        foreach (var row in expected.Where((_, i) => i % 3 != 0))
        {
            Directory.Delete(Path.GetDirectoryName(_bench.Chunks.PathOf(row.ChunkKey))!, recursive: true);
        }

        var computed = new int[3];
        var indexes = ThreadRanks.Run(3, ranks =>
        {
            using var sampler = Sampler(ranks, () => computed[ranks.Rank]++);
            return sampler.Sample(Plan, Prompts);
        });

        Assert.All(indexes, index => Assert.Equal(expected, index));
        Assert.Equal(expected.Where((_, i) => i % 3 != 0).Count(), computed.Sum());
    }

    /// <summary>Another build has the lock of a chunk and commits it while the ranks wait.</summary>
    [Fact]
    public void A_chunk_that_another_build_computes_is_waited_for()
    {
        using var alone = Sampler(Alone.Group);
        var expected = alone.Sample(Plan, Prompts);
        var theirs = expected[1].ChunkKey;
        var (folder, aside) = (Path.GetDirectoryName(_bench.Chunks.PathOf(theirs))!, _bench.File("aside"));
        Directory.Move(folder, aside);
        var held = EntryLock.TryAcquire(new ArtifactStore(_bench.Store).LockOf("chunk", theirs));
        var meetings = 0;

        var indexes = ThreadRanks.Run(2, ranks =>
        {
            using var sampler = Sampler(new Met(ranks, () =>
            {
                if (ranks.Leads && ++meetings == 2)
                {
                    Directory.Move(aside, folder);
                    held!.Dispose();
                }
            }), () => Assert.Fail("The chunk was computed here too."));
            return sampler.Sample(Plan, Prompts);
        });

        Assert.All(indexes, index => Assert.Equal(expected, index));
        Assert.True(meetings >= 2);
    }

    [Fact]
    public void A_rank_that_is_slow_has_its_chunks_taken_over()
    {
        var computed = new int[2];
        using var begun = new ManualResetEventSlim();
        using var idle = new ManualResetEventSlim();
        ThreadRanks.Run(2, ranks =>
        {
            using var sampler = Sampler(ranks, () =>
            {
                if (ranks.Rank == 1)
                {
                    begun.Wait();
                }
                else
                {
                    begun.Set();
                    idle.Wait(); // its first chunk lasts until the other rank has done all others
                }

                computed[ranks.Rank]++;
                if (computed[1] == Chunks - 1)
                {
                    idle.Set();
                }
            });
            return sampler.Sample(Plan, Prompts);
        });

        Assert.Equal([1, Chunks - 1], computed);
    }

    /// <summary>The other ranks have no part in it: they may not even reach the server.</summary>
    [Fact]
    public void A_server_is_asked_by_the_leader_alone()
    {
        var computed = 0;

        ThreadRanks.Run(2, ranks =>
        {
            if (ranks.Leads)
            {
                using var sampler = Sampler(ranks, () => computed++, new ServerIdentity("m", "", "1", ""));
                Assert.Equal(Chunks, sampler.Sample(Plan, Prompts).Count);
            }
        });

        Assert.Equal(Chunks, computed);
    }

    private const int Chunks = 9;

    private static SamplingPlan Plan => new()
    {
        Purpose = "rollout",
        PolicyDigest = "policy",
        Decoding = HostSamplerTests.Plain() with { MaxTokens = 20, StopTokens = [4, 9] },
        Seed = 1,
        Round = 1,
        Samples = 5,
        SamplesPerChunk = 2,
        QuestionsPerChunk = 4,
    };

    private IReadOnlyList<string> Digests() =>
        [.. Directory.EnumerateFiles(Path.Combine(_bench.Store, "chunk"), "part.parquet", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => $"{file} {Sha256Digest.OfFile(file)}")];

    private ChunkSampler Sampler(IRankGroup ranks, Action? computing = null, ServerIdentity? server = null)
    {
        var context = new StageContext(
            _bench.Request("rollout", 1),
            _bench.File("out"),
            new ChunkStore(_bench.Store),
            new CollectedLog(),
            TestContext.Current.CancellationToken)
        {
            Ranks = ranks,
        };
        return new ChunkSampler(context, new CharacterTokenizer(), () => new CountedEngine(new LocalEngine(_decoder), computing))
        {
            Server = server,
        };
    }

    private sealed class CountedEngine(LocalEngine inner, Action? computing) : IRolloutEngine, IDisposable
    {
        public IReadOnlyList<Completion> Complete(RolloutBatch batch, CancellationToken cancellation)
        {
            computing?.Invoke();
            return inner.Complete(batch, cancellation);
        }

        public void Dispose() => inner.Dispose();
    }

    /// <summary>A group that does something before its ranks meet.</summary>
    private sealed class Met(IRankGroup inner, Action before) : IRankGroup
    {
        public int Rank => inner.Rank;

        public int Size => inner.Size;

        public void Barrier(string name) => inner.Barrier(name);

        public byte[] Broadcast(byte[] data, string name) => inner.Broadcast(data, name);

        public IReadOnlyList<byte[]> AllGather(byte[] mine, string name)
        {
            before();
            return inner.AllGather(mine, name);
        }

        public void Abort(int code) => inner.Abort(code);
    }
}
