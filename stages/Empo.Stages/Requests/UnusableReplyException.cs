namespace Empo.Stages.Requests;

/// <summary>A reply that cannot be used although its status reports success.</summary>
internal sealed class UnusableReplyException(string message) : Exception(message)
{
    /// <summary>Whether another attempt may bring a usable reply.</summary>
    public bool MayPass { get; init; } = true;

    /// <summary>Whether the server computed the reply with other weights than those that it was given.</summary>
    public bool IsOfOtherWeights { get; init; }
}
