namespace Empo.Stages.Artifacts;

/// <summary>One sampled response: a row of a chunk's <c>part.parquet</c>. All lists have one element per response token.</summary>
internal sealed record RolloutRow
{
    public required string QuestionId { get; init; }

    /// <summary>Number of the sample within its question, from 0.</summary>
    public required int SampleIndex { get; init; }

    public required int[] PromptTokenIds { get; init; }

    /// <summary>The response, its stop token included where it has one.</summary>
    public required int[] TokenIds { get; init; }

    /// <summary>Natural log-softmax(logits / temperature) of each token over the whole vocabulary, before top-p and top-k.</summary>
    public required float[] LogProbs { get; init; }

    /// <summary>Entropy in nats of the distribution each token was drawn from, before top-p and top-k.</summary>
    public required float[] TokenEntropies { get; init; }

    /// <summary>KL(uniform ‖ distribution of each token), in nats.</summary>
    public required float[] SelfCertainties { get; init; }

    /// <summary>Log of the probability mass that top-p and top-k kept; null where nothing was cut.</summary>
    public float[]? KeptLogMass { get; init; }

    /// <summary><c>stop</c> or <c>length</c>.</summary>
    public required string FinishReason { get; init; }

    /// <summary>The response without its stop token.</summary>
    public required string Text { get; init; }

    public static ArtifactSchema<RolloutRow> Schema { get; } = new("rollouts");
}
