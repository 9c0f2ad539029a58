namespace Empo.Stages.Requests;

/// <summary>A reply that cannot be used, though its status says that all is well.</summary>
internal sealed class UnusableReplyException(string message) : Exception(message)
{
    /// <summary>Whether another attempt may bring a better one.</summary>
    public bool MayPass { get; init; } = true;
}
