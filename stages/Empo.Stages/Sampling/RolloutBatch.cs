namespace Empo.Stages.Sampling;

/// <summary>The samples of one chunk: the samples <see cref="FirstSample"/> .. + <see cref="Samples"/> - 1 of each prompt.</summary>
internal sealed record RolloutBatch
{
    public required IReadOnlyList<RolloutPrompt> Prompts { get; init; }

    /// <summary>Index of the first sample, from 0; part of the random numbers, so blocks of a group continue each other.</summary>
    public required int FirstSample { get; init; }

    /// <summary>Samples of each prompt.</summary>
    public required int Samples { get; init; }

    public required Decoding Decoding { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Round 1..R; 0 for the base. Mixed into the seed, so that rounds draw different numbers.</summary>
    public required int Round { get; init; }
}
