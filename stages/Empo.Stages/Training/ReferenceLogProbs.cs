using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>Log-probabilities of many responses under a policy that is not trained.</summary>
internal static class ReferenceLogProbs
{
    /// <param name="logProbs">The policy.</param>
    /// <param name="sequences">Prompts and responses.</param>
    /// <param name="device">Device of the policy.</param>
    /// <param name="microBatchTokens">Padded tokens of one forward pass.</param>
    /// <param name="cancellation">Checked between micro-batches.</param>
    /// <returns>[sequences][T], in their order.</returns>
    public static float[][] Of(
        ResponseLogProbs logProbs,
        IReadOnlyList<TrainingSequence> sequences,
        Device device,
        int microBatchTokens,
        CancellationToken cancellation
    )
    {
        var found = new float[sequences.Count][];
        foreach (var rows in MicroBatchPlan.Split([.. sequences.Select(sequence => sequence.InputLength)], microBatchTokens))
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

        return found;
    }
}
