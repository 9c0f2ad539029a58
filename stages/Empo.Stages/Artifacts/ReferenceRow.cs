namespace Empo.Stages.Artifacts;

/// <summary>
/// A response's log-probabilities under the reference policy: a row of <c>reference.parquet</c>, in the order of the rollouts.
/// </summary>
internal sealed record ReferenceRow
{
    public required string QuestionId { get; init; }

    public required int SampleIndex { get; init; }

    /// <summary>Natural log-softmax(logits / temperature of the rollout) of each response token over the whole vocabulary.</summary>
    public required float[] LogProbs { get; init; }

    public static ArtifactSchema<ReferenceRow> Schema { get; } = new("reference log-probabilities");
}
