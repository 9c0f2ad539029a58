namespace Empo.Stages.Tracing;

/// <summary>One sampled response to a traced question, with its score and advantage.</summary>
internal sealed record TracedSample
{
    public required int SampleIndex { get; init; }

    public required string Text { get; init; }

    public required string FinishReason { get; init; }

    public required string? Answer { get; init; }

    public required int Cluster { get; init; }

    public required double Probability { get; init; }

    public required double Reward { get; init; }

    /// <summary>Null where the filter has not run.</summary>
    public required double? Advantage { get; init; }
}
