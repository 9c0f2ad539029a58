using Empo.Stages.Sampling;

namespace Empo.Stages.Rollouts.Server;

/// <summary>A completion, and what was missing from the server's reply.</summary>
internal sealed record ReadCompletion(Completion Completion)
{
    /// <summary>The server that sampled it.</summary>
    public string Server { get; init; } = "";

    /// <summary>How often that server had been admitted when the reply came: it may have been restarted before each time.</summary>
    public int Admissions { get; init; }

    /// <summary>The reply says which weights it comes from, and they are those of the policy.</summary>
    public bool NamesWeights { get; init; }

    /// <summary>The server returned text only, so the ids come from encoding the text again.</summary>
    public bool TextOnly { get; init; }

    /// <summary>The server left some ids out, so all of them come from encoding the text again.</summary>
    public bool IdsLost { get; init; }

    /// <summary>The server returned log-probabilities of which one is not a number, so none is kept.</summary>
    public bool WithoutNumbers { get; init; }

    /// <summary>The server went on after a stop token, so the rest was cut off.</summary>
    public bool Cut { get; init; }
}
