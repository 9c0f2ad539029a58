using Empo.Stages.Sampling;

namespace Empo.Stages.Rollouts.Server;

/// <summary>A completion, and what was missing when it was read.</summary>
internal sealed record ReadCompletion(Completion Completion)
{
    /// <summary>Its ids are those of its text encoded anew.</summary>
    public bool TextOnly { get; init; }

    /// <summary>The server gave log-probabilities of which one is no number, so none is kept.</summary>
    public bool WithoutNumbers { get; init; }

    /// <summary>The server went on after a stop token, so the rest was cut off.</summary>
    public bool Cut { get; init; }
}
