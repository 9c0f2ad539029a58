using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Sampling;

/// <summary>
/// Sampling with our own decoder and continuous batching (Yu et al. 2022, "Orca", OSDI): a row whose response ended goes to the next sample
/// at once, so the number of rows stays until no sample waits. A response has the random numbers that it has in a batch of its own. Its
/// logits differ from those in the last bits, since other rows share its steps.
/// </summary>
/// <remarks>Holds rearranged copies of the weights: create a new engine after the policy has changed.</remarks>
/// <param name="decoder">The model.</param>
/// <param name="maxRows">Rows of a step at most.</param>
/// <param name="dtype">Type to compute in; null for the model's own.</param>
internal sealed class ContinuousEngine(CausalDecoder decoder, int maxRows, ScalarType? dtype = null) : IRolloutEngine, IDisposable
{
    private readonly InferenceStack _stack = new(decoder, dtype, foldScale: false);

    /// <summary>The model that samples.</summary>
    public CausalDecoder Decoder { get; } = decoder;

    /// <summary>The type that it computes in.</summary>
    public ScalarType Dtype { get; } = dtype ?? decoder.Dtype;

    /// <summary>Rows of a step at most.</summary>
    public int MaxRows { get; set; } = maxRows;

    /// <summary>Positions that a prompt and its response need at most; rows never get more.</summary>
    public int MaxLength { get; set; } = decoder.Config.MaxPositions;

    /// <summary>What was computed since the engine was made.</summary>
    public DecodingCounts Counts { get; private set; } = new(0, 0, 0, int.MaxValue);

    public IReadOnlyList<Completion> Complete(RolloutBatch batch, CancellationToken cancellation) => Complete(batch, null, cancellation);

    /// <param name="sampled">Called with each token as soon as it is sampled, for all responses in turn; may be null.</param>
    /// <inheritdoc cref="Complete(RolloutBatch, CancellationToken)"/>
    public IReadOnlyList<Completion> Complete(RolloutBatch batch, Action<int>? sampled, CancellationToken cancellation)
    {
        IReadOnlyList<Completion> completions = [];
        Complete([batch], (_, whole) => completions = whole, sampled, cancellation);
        return completions;
    }

    /// <remarks>All batches have the same decoding, seed and round.</remarks>
    /// <inheritdoc/>
    public void Complete(
        IEnumerable<RolloutBatch> batches,
        Action<RolloutBatch, IReadOnlyList<Completion>> completed,
        CancellationToken cancellation
    ) => Complete(batches, completed, null, cancellation);

    private void Complete(
        IEnumerable<RolloutBatch> batches,
        Action<RolloutBatch, IReadOnlyList<Completion>> completed,
        Action<int>? sampled,
        CancellationToken cancellation
    )
    {
        using var mode = inference_mode(true);
        using var scope = NewDisposeScope();
        using var queue = new SampleQueue(batches, Decoder.Config, sampled);
        var first = queue.Peek(MaxRows);
        if (first.Count == 0)
        {
            return;
        }

        using var rows = new RowTable(_stack, queue, first, MaxLength, completed);
        while (rows.Refill())
        {
            cancellation.ThrowIfCancellationRequested();
            Count(rows, queue);
            rows.Step();
        }
    }

    public void Dispose() => _stack.Dispose();

    private void Count(RowTable rows, SampleQueue queue) =>
        Counts = new DecodingCounts(
            Counts.Steps + 1,
            Counts.RowSteps + rows.Width,
            Counts.LiveRowSteps + rows.Live.Count,
            queue.IsEmpty ? Counts.FewestRows : Math.Min(Counts.FewestRows, rows.Live.Count)
        );
}
