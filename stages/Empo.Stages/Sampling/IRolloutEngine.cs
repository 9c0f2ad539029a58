namespace Empo.Stages.Sampling;

/// <summary>A source of responses: our own decoder, a server, or a recording.</summary>
internal interface IRolloutEngine
{
    /// <summary>All samples of the batch, ordered by question, then by sample. The same batch gives the same bytes.</summary>
    IReadOnlyList<Completion> Complete(RolloutBatch batch, CancellationToken cancellation);
}
