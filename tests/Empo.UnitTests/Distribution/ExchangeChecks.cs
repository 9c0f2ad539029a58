using Empo.Stages.Distribution;
using static TorchSharp.torch;

namespace Empo.UnitTests.Distribution;

/// <summary>What an exchange between ranks must do; run as each of them.</summary>
internal static class ExchangeChecks
{
    private const long Elements = (5 * Section.Block) + 37;

    /// <summary>
    /// A sum in two sections that are under way together, and one message by message, with and without a rank that adds nothing. All
    /// numbers are whole, so the sums are exact.
    /// </summary>
    public static void Run(IBlockTransport transport, int rank, int size)
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        var exchange = new BlockExchange(transport, rank, size, 50_000);
        const long first = Section.Block + 64;
        var shards = new Shards([(0, first), (first, 32), (first + 32, Elements - first - 32)], size);
        var own = shards.Of(rank);
        var sum = zeros([own.Sum(range => range.Count)]);
        Tensor SumOf(int section) => sum.narrow(0, own[section].Place, own[section].Count);
        for (var members = size; members > 0; members--)
        {
            GradientPart[] parts = [new(full([Elements], (float)(rank + 1)), 0), new(ones([100]), 70_000)];
            var early = exchange.Begin(parts, SumOf(0), members, shards.Sections[0]);
            var late = exchange.Begin(parts, SumOf(2), members, shards.Sections[2]);
            early.Complete();
            late.Complete();
            exchange.AddInOrder(parts, SumOf(1), members, shards.Sections[1]);
        }

        var whole = zeros([Elements]);
        foreach (var range in own)
        {
            whole.narrow(0, range.Start, range.Count).copy_(sum.narrow(0, range.Place, range.Count));
        }

        exchange.Gather(whole, shards);
        var collected = zeros([Elements - 10]);
        exchange.Collect(sum, 5, collected, shards, size - 1);
        var counts = Enumerable.Range(1, size).ToList(); // members of each turn
        float[] expected = [.. Enumerable.Range(0, (int)Elements).Select(i =>
            counts.Sum(members => members * (members + 1) / 2f) + (i is >= 70_000 and < 70_100 ? counts.Sum() : 0))];
        Assert.Equal(expected, whole.data<float>().ToArray());
        Assert.Equal(rank == size - 1 ? expected[5..^5] : new float[Elements - 10], collected.data<float>().ToArray());
    }
}
