using Empo.Experiments.Execution;

namespace Empo.UnitTests.Distribution;

/// <summary>What every group of ranks must do; run as each of its ranks.</summary>
internal static class GroupChecks
{
    public static void Run(IRankGroup group)
    {
        group.Barrier();
        foreach (var bytes in new[] { 0, 1, 1000, (4 << 20) - 1, 4 << 20, (9 << 20) + 3 })
        {
            Assert.True(group.Broadcast(group.Leads ? Text(0, bytes) : [], "text").AsSpan().SequenceEqual(Text(0, bytes)));
        }

        for (var most = 1; most <= 12 << 20; most *= 7)
        {
            var parts = group.AllGather(Text(group.Rank, Length(group.Rank, most)), "texts");
            Assert.Equal(group.Size, parts.Count);
            Assert.All(parts.Index(), part =>
                Assert.True(part.Item.AsSpan().SequenceEqual(Text(part.Index, Length(part.Index, most)))));
        }
    }

    /// <summary>Lengths differ between ranks, and one of them is 0.</summary>
    private static int Length(int rank, int most) => rank == 1 ? 0 : most / (rank + 1);

    private static byte[] Text(int rank, int length)
    {
        var text = new byte[length];
        new Random(length + rank).NextBytes(text);
        return text;
    }
}
