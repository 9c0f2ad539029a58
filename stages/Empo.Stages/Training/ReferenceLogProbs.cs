using System.Runtime.InteropServices;
using Empo.Experiments.Execution;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>Log-probabilities of many responses under a policy that is not trained.</summary>
internal static class ReferenceLogProbs
{
    /// <param name="logProbs">The policy.</param>
    /// <param name="sequences">Prompts and responses.</param>
    /// <param name="device">Device of the policy.</param>
    /// <param name="microBatchTokens">Padded tokens of one forward pass.</param>
    /// <param name="ranks">Processes that share the micro-batches: micro-batch i is computed by rank i mod N.</param>
    /// <param name="cancellation">Checked between micro-batches.</param>
    /// <returns>[sequences][T], in their order.</returns>
    public static float[][] Of(
        ResponseLogProbs logProbs,
        IReadOnlyList<TrainingSequence> sequences,
        Device device,
        int microBatchTokens,
        IRankGroup ranks,
        CancellationToken cancellation
    )
    {
        var found = new float[sequences.Count][];
        var plan = MicroBatchPlan.Split([.. sequences.Select(sequence => sequence.InputLength)], microBatchTokens);
        foreach (var rows in plan.Where((_, i) => i % ranks.Size == ranks.Rank))
        {
            cancellation.ThrowIfCancellationRequested();
            using var batch = MicroBatch.Create(sequences, rows, device);
            var (values, start) = (logProbs.Forward(batch), 0);
            foreach (var row in rows)
            {
                found[row] = [.. values.AsSpan(start, sequences[row].Response.Count).ToArray().Select(value => (float)value)];
                start += found[row].Length;
            }
        }

        return ranks.Size == 1 ? found : Gathered(found, sequences, plan, ranks);
    }

    /// <summary>The values of all ranks, each rank's own micro-batches in order.</summary>
    private static float[][] Gathered(
        float[][] found,
        IReadOnlyList<TrainingSequence> sequences,
        IReadOnlyList<IReadOnlyList<int>> plan,
        IRankGroup ranks
    )
    {
        IEnumerable<int> RowsOf(int rank) => plan.Where((_, i) => i % ranks.Size == rank).SelectMany(rows => rows);
        float[] mine = [.. RowsOf(ranks.Rank).SelectMany(row => found[row])];
        foreach (var (rank, bytes) in ranks.AllGather(MemoryMarshal.AsBytes(mine.AsSpan()).ToArray(), "log-probabilities").Index())
        {
            var (values, start) = (MemoryMarshal.Cast<byte, float>(bytes).ToArray(), 0);
            foreach (var row in RowsOf(rank))
            {
                found[row] = values[start..(start += sequences[row].Response.Count)];
            }
        }

        return found;
    }
}
