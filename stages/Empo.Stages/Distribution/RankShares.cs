using System.Runtime.InteropServices;
using Empo.Experiments.Execution;

namespace Empo.Stages.Distribution;

/// <summary>Items that the ranks of a group share: item i is computed by rank i mod N, and every rank gets all results.</summary>
internal static class RankShares
{
    /// <summary>Computes each item on its rank.</summary>
    /// <param name="ranks">The group.</param>
    /// <param name="count">Number of items, the same on every rank.</param>
    /// <param name="compute">Gives an item's numbers, of any length.</param>
    /// <param name="name">Of the operation in which the ranks meet.</param>
    /// <returns>The numbers of each item, in the order of items.</returns>
    public static IReadOnlyList<T[]> Each<T>(IRankGroup ranks, int count, Func<int, T[]> compute, string name)
        where T : unmanaged
    {
        var mine = new List<T[]>();
        for (var item = ranks.Rank; item < count; item += ranks.Size)
        {
            mine.Add(compute(item));
        }

        return Gathered(ranks, count, mine, name);
    }

    /// <summary>The numbers of all items, where each rank has those of its own.</summary>
    public static IReadOnlyList<T[]> Gathered<T>(IRankGroup ranks, int count, IReadOnlyList<T[]> mine, string name)
        where T : unmanaged
    {
        if (ranks.Size == 1)
        {
            return mine;
        }

        var found = new T[count][];
        foreach (var (rank, bytes) in ranks.AllGather(Message(mine), name).Index())
        {
            using var reader = new BinaryReader(new MemoryStream(bytes));
            for (var item = rank; item < count; item += ranks.Size)
            {
                found[item] = new T[reader.ReadInt32()];
                reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(found[item].AsSpan()));
            }
        }

        return found;
    }

    /// <summary>Length and numbers of each item.</summary>
    private static byte[] Message<T>(IReadOnlyList<T[]> items)
        where T : unmanaged
    {
        using var message = new MemoryStream();
        using var writer = new BinaryWriter(message);
        foreach (var numbers in items)
        {
            writer.Write(numbers.Length);
            writer.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
        }

        writer.Flush();
        return message.ToArray();
    }
}
