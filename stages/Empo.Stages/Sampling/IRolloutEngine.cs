namespace Empo.Stages.Sampling;

/// <summary>A source of responses: our own decoder, a server, or a recording.</summary>
internal interface IRolloutEngine
{
    /// <summary>All samples of the batch, ordered by question, then by sample.</summary>
    IReadOnlyList<Completion> Complete(RolloutBatch batch, CancellationToken cancellation);

    /// <summary>The samples of many batches, which an engine may work on at the same time.</summary>
    /// <param name="batches">Taken one by one, when the engine has room for more.</param>
    /// <param name="completed">Called with each batch and its samples as soon as it is whole, in any order, from this thread.</param>
    /// <param name="cancellation">Ends it between two steps.</param>
    void Complete(
        IEnumerable<RolloutBatch> batches,
        Action<RolloutBatch, IReadOnlyList<Completion>> completed,
        CancellationToken cancellation
    )
    {
        foreach (var batch in batches)
        {
            completed(batch, Complete(batch, cancellation));
        }
    }
}
