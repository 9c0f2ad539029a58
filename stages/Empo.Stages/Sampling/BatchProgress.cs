namespace Empo.Stages.Sampling;

/// <summary>A batch some of whose responses are still to come.</summary>
internal sealed class BatchProgress(RolloutBatch batch, ResponseBuilder[] responses)
{
    private int _missing = responses.Length;

    public RolloutBatch Batch { get; } = batch;

    /// <summary>Ordered by question, then by sample.</summary>
    public IReadOnlyList<ResponseBuilder> Responses { get; } = responses;

    /// <summary>Counts one response that ended; whether it was the last.</summary>
    public bool End() => --_missing == 0;

    public IReadOnlyList<Completion> Completions() => [.. Responses.Select(response => response.Build(Batch.Decoding.Truncates))];
}
