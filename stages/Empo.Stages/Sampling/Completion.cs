namespace Empo.Stages.Sampling;

/// <summary>
/// One response. All lists are as long as <see cref="TokenIds"/>; statistics are of the distribution the token was drawn from.
/// </summary>
internal sealed record Completion
{
    /// <summary>Index into <see cref="RolloutBatch.Prompts"/>.</summary>
    public required int Question { get; init; }

    /// <summary>Absolute index of the sample within its question's group.</summary>
    public required int Sample { get; init; }

    /// <summary>The response, stop token included.</summary>
    public required IReadOnlyList<int> TokenIds { get; init; }

    /// <summary>log-softmax(logits / temperature) of the token over the whole vocabulary, before top-k and top-p. Nats.</summary>
    public required IReadOnlyList<float> LogProbs { get; init; }

    /// <summary>Entropy of softmax(logits / temperature) in nats, 0..ln V.</summary>
    public required IReadOnlyList<float> TokenEntropies { get; init; }

    /// <summary>
    /// KL divergence from the uniform distribution to the model's: -ln V - mean over the vocabulary of log p, in nats; 0 for uniform.
    /// Source: Kang, Zhao and Song 2025 ("Scalable best-of-N selection via self-certainty"), eq. 7, at the sampling temperature.
    /// </summary>
    public required IReadOnlyList<float> SelfCertainties { get; init; }

    /// <summary>Log of the mass that top-k and top-p kept, at most 0; null where they cut nothing.</summary>
    public required IReadOnlyList<float>? KeptLogMass { get; init; }

    public required FinishReason FinishReason { get; init; }
}
