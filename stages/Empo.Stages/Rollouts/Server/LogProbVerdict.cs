using Empo.Stages.Sampling;

namespace Empo.Stages.Rollouts.Server;

/// <summary>Whether responses that are sampled in one way keep their log-probabilities.</summary>
/// <param name="decoding">The way.</param>
/// <param name="prompt">A prompt to ask about.</param>
internal sealed class LogProbVerdict(Decoding decoding, IReadOnlyList<int> prompt)
{
    private volatile bool _keeps;

    public Decoding Decoding { get; } = decoding;

    public IReadOnlyList<int> Prompt { get; } = prompt;

    /// <summary>Ends when all servers in service were asked.</summary>
    public Task Asking { get; set; } = Task.CompletedTask;

    /// <summary>Valid from then on; false as soon as one server's log-probabilities are others.</summary>
    public bool Keeps
    {
        get => _keeps;
        set => _keeps = value;
    }
}
