using Empo.Experiments.Execution;
using Empo.Stages.Distribution;
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
        var plan = MicroBatchPlan.Split([.. sequences.Select(sequence => sequence.InputLength)], microBatchTokens);
        float[] Forward(int index)
        {
            cancellation.ThrowIfCancellationRequested();
            using var batch = MicroBatch.Create(sequences, plan[index], device);
            return [.. logProbs.Forward(batch).Select(value => (float)value)];
        }

        var found = new float[sequences.Count][];
        foreach (var (rows, values) in plan.Zip(RankShares.Each(ranks, plan.Count, Forward, "log-probabilities")))
        {
            var start = 0;
            foreach (var row in rows)
            {
                found[row] = values[start..(start += sequences[row].Response.Count)];
            }
        }

        return found;
    }
}
