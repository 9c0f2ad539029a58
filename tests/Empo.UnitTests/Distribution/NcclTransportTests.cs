using Empo.Stages.Distribution;

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
        var (native, driver) = (NcclStub.Require(), NcclStub.RequireStreams());
        ThreadRanks.Run(size, group =>
        {
            using var stream = new CardStream(driver);
            using var transport = new NcclTransport(native, group, stream, TimeProvider.System);
            ExchangeChecks.Run(transport, group.Rank, size);
        });
    }

    [Fact]
    public void A_message_that_never_comes_ends_the_exchange()
    {
        var native = NcclStub.Require();

        var failure = Assert.Throws<AggregateException>(() => ThreadRanks.Run(2, group =>
        {
            var clock = new Hurried();
            var transport = new NcclTransport(native, group, new Never(), clock);
            transport.Begin([default, default], [default, default]).Wait();
        }));

        Assert.Contains("nothing came for 10 minutes", failure.Message, StringComparison.Ordinal);
    }

    private sealed class Never : ICardQueue
    {
        public nint Stream => 0;

        public bool IsDone => false;

        public void Follow()
        {
        }
    }

    /// <summary>A clock that goes on by a minute whenever it is read.</summary>
    private sealed class Hurried : TimeProvider
    {
        private long _minutes;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => 60 * Interlocked.Increment(ref _minutes);
    }
}
