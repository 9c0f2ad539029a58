namespace Empo.Stages.Sampling;

/// <summary>
/// How tokens are chosen. Travels with the rollouts (<c>decoding.json</c>), because training must divide by the same temperature.
/// </summary>
internal sealed record Decoding
{
    /// <summary>
    /// Logits are divided by it; above 0. Where <see cref="Greedy"/> is set it does not affect the choice, but it does affect the
    /// log-probabilities.
    /// </summary>
    public required double Temperature { get; init; }

    /// <summary>Nucleus: keeps the most likely tokens whose mass reaches this share, at least one token; 1 keeps all.</summary>
    public required double TopP { get; init; }

    /// <summary>Number of most likely tokens to keep; 0 keeps all. Applied before the nucleus.</summary>
    public required int TopK { get; init; }

    /// <summary>Longest response, the stop token included.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>A response ends after any of these.</summary>
    public required IReadOnlyList<int> StopTokens { get; init; }

    /// <summary>Always the most likely token (the lowest id among equals), no random numbers.</summary>
    public required bool Greedy { get; init; }

    /// <summary>Whether tokens are ever excluded, so that the kept mass is worth recording.</summary>
    public bool Truncates => !Greedy && (TopP < 1 || TopK > 0);
}
