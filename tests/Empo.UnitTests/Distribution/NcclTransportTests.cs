using Empo.Stages.Distribution;
using static TorchSharp.torch;

namespace Empo.UnitTests.Distribution;

/// <summary>What can be said of NCCL without a card: calls have the right form, in the right order, and a hang ends.</summary>
[Collection("torch")]
public sealed class NcclTransportTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Blocks_reach_the_ranks_that_they_are_for(int size)
    {
        var native = NcclStub.Require();
        var elements = (3 * Shards.Block) + 5;
        var results = ThreadRanks.Run(size, group =>
        {
            using var scope = NewDisposeScope();
            using var transport = new NcclTransport(native, group, new Done(), TimeProvider.System);
            var exchange = new BlockExchange(transport, group.Rank, size, 50_000);
            var shards = new Shards(elements, size);
            var (start, count) = shards.Of(group.Rank);
            var part = full([elements], (float)(group.Rank + 1));
            var sum = zeros([count]);
            exchange.AddInOrder([new GradientPart(part, 0), new GradientPart(ones([100]), 70_000)], sum, size, shards);
            var whole = zeros([elements]);
            whole.narrow(0, start, count).copy_(sum);
            exchange.Gather(whole, shards);
            var collected = zeros([500]);
            exchange.Collect(sum, 65_400, collected, shards);
            return (whole.data<float>().ToArray(), collected.data<float>().ToArray());
        });

        var total = size * (size + 1) / 2f;
        float At(int i) => total + (i is >= 70_000 and < 70_100 ? size : 0);
        Assert.All(results, result => Assert.Equal(Enumerable.Range(0, (int)elements).Select(At), result.Item1));
        Assert.Equal(Enumerable.Range(65_400, 500).Select(At), results[0].Item2);
    }

    [Fact]
    public void A_message_that_never_comes_ends_the_exchange()
    {
        var native = NcclStub.Require();

        var failure = Assert.Throws<AggregateException>(() => ThreadRanks.Run(2, group =>
        {
            var clock = new Hurried();
            var transport = new NcclTransport(native, group, new Never(), clock);
            transport.AllToAll([default, default], [default, default]);
        }));

        Assert.Contains("nothing came for 10 minutes", failure.Message, StringComparison.Ordinal);
    }

    private sealed class Done : ICardQueue
    {
        public nint Stream => 0;

        public bool IsDone => true;
    }

    private sealed class Never : ICardQueue
    {
        public nint Stream => 0;

        public bool IsDone => false;
    }

    /// <summary>A clock that goes on by a minute whenever it is read.</summary>
    private sealed class Hurried : TimeProvider
    {
        private long _minutes;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => 60 * Interlocked.Increment(ref _minutes);
    }
}
