using Empo.Stages.Sampling;

namespace Empo.Stages.Rollouts;

/// <summary>Everything about a set of samples except the questions.</summary>
internal sealed record SamplingPlan
{
    /// <summary>Purpose of the samples (<c>rollout</c>, <c>evaluate</c>, <c>greedy</c>); part of every chunk's key.</summary>
    public required string Purpose { get; init; }

    /// <summary>Digest of the policy's folder.</summary>
    public required string PolicyDigest { get; init; }

    /// <summary>Which engine samples: <c>local</c>, or the server's own description of itself.</summary>
    public string Engine { get; init; } = "local";

    public required Decoding Decoding { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Round of a rollout; 0 for an evaluation, so that all policies get the same random numbers.</summary>
    public required int Round { get; init; }

    /// <summary>Samples of each question.</summary>
    public required int Samples { get; init; }

    /// <summary>Samples of a question in one chunk.</summary>
    public required int SamplesPerChunk { get; init; }

    public required int QuestionsPerChunk { get; init; }

    /// <summary>How much the samples of these prompts are.</summary>
    public SamplingDemand Demand(IReadOnlyList<RolloutPrompt> prompts) =>
        new(
            prompts.Count * Samples,
            Math.Min(prompts.Count, QuestionsPerChunk),
            Math.Min(Samples, SamplesPerChunk),
            prompts.Max(prompt => prompt.TokenIds.Count),
            prompts.Min(prompt => prompt.TokenIds.Count),
            Decoding.MaxTokens
        );
}
