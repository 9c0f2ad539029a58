using Empo.Method;

namespace Empo.Stages.Training;

/// <summary>The examples of one optimizer step.</summary>
/// <param name="Epoch">One-based pass over the examples.</param>
/// <param name="Examples">Their indices.</param>
/// <param name="MicroBatches">The same, as they go through the model together.</param>
internal sealed record SupervisedBatch(int Epoch, IReadOnlyList<int> Examples, IReadOnlyList<IReadOnlyList<int>> MicroBatches)
{
    /// <summary>
    /// All steps of a training. Each epoch takes every example once, ordered by a hash of (seed, epoch, index); its last step may have
    /// fewer examples than the others.
    /// </summary>
    /// <param name="examples">Prompts and responses.</param>
    /// <param name="settings">Seed, epochs, examples of a step, tokens of a micro-batch.</param>
    public static IReadOnlyList<SupervisedBatch> Plan(IReadOnlyList<TrainingSequence> examples, SupervisedSettings settings)
    {
        var seed = CounterRandom.Hash("supervised") ^ (ulong)settings.Seed;
        return
        [
            .. Enumerable.Range(1, settings.Epochs).SelectMany(epoch => Enumerable
                .Range(0, examples.Count)
                .OrderBy(index => CounterRandom.Bits(seed, (ulong)index, (ulong)epoch, 0))
                .Chunk(settings.Batch)
                .Select(chunk => Create(epoch, chunk, examples, settings.MicroBatchTokens))),
        ];
    }

    /// <summary>The micro-batch of the most padded tokens, and that number.</summary>
    public static (IReadOnlyList<int> Rows, long Tokens) Largest(
        IReadOnlyList<SupervisedBatch> plan,
        IReadOnlyList<TrainingSequence> examples
    ) =>
        plan.SelectMany(batch => batch.MicroBatches)
            .Select(rows => (rows, (long)rows.Count * rows.Max(row => examples[row].InputLength)))
            .MaxBy(item => item.Item2);

    private static SupervisedBatch Create(int epoch, int[] chunk, IReadOnlyList<TrainingSequence> examples, int microBatchTokens)
    {
        var plan = MicroBatchPlan.Split([.. chunk.Select(index => examples[index].InputLength)], microBatchTokens);
        return new SupervisedBatch(epoch, chunk, [.. plan.Select(rows => rows.Select(row => chunk[row]).ToList())]);
    }
}
