namespace Empo.Stages.Artifacts;

/// <summary>One optimizer step of pre-training: a row of <c>pretrain.parquet</c>.</summary>
internal sealed record PretrainStepRow
{
    /// <summary>From 1.</summary>
    public required int Step { get; init; }

    /// <summary>Mean cross-entropy of a response token in nats.</summary>
    public required double Loss { get; init; }

    public required double LearningRate { get; init; }

    public static ArtifactSchema<PretrainStepRow> Schema { get; } = new("pre-training steps");
}
