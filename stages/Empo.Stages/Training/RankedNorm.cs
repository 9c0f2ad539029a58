using System.Runtime.InteropServices;
using Empo.Experiments.Execution;
using Empo.Stages.Distribution;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>The Euclidean norm of a sharded gradient.</summary>
internal static class RankedNorm
{
    /// <summary>
    /// Adds up the squares of all blocks, section by section and in each by their order, so that it does not depend on the number of ranks.
    /// Every rank calls it.
    /// </summary>
    /// <param name="own">What this rank holds.</param>
    /// <param name="shards">Who holds what.</param>
    /// <param name="ranks">The group.</param>
    public static double Of(Tensor own, Shards shards, IRankGroup ranks)
    {
        var ranges = shards.Of(ranks.Rank);
        double[] mine = [.. ranges.SelectMany(range => GradientNorm.Squares(own.narrow(0, range.Place, range.Count)))];
        var all = ranks.AllGather(MemoryMarshal.AsBytes<double>(mine).ToArray());
        var given = all.Select(bytes => new Queue<double>(MemoryMarshal.Cast<byte, double>(bytes).ToArray())).ToList();
        var sum = 0.0;
        foreach (var section in shards.Sections)
        {
            for (var rank = 0; rank < ranks.Size; rank++)
            {
                for (long done = 0; done < section.Of(rank).Count; done += Section.Block)
                {
                    sum += given[rank].Dequeue();
                }
            }
        }

        return Math.Sqrt(sum);
    }
}
