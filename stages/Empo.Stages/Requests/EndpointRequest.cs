namespace Empo.Stages.Requests;

/// <summary>A request, the same in every attempt.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">Appended to the address.</param>
/// <param name="Body">JSON, or null for none.</param>
/// <param name="Read">Turns a reply into a result, or throws <see cref="UnusableReplyException"/>.</param>
internal sealed record EndpointRequest<T>(HttpMethod Method, string Path, string? Body, Func<EndpointReply, T> Read)
{
    /// <summary>Whether a server error (5xx) is caused by the request, so that a retry is useless; null for never.</summary>
    public Func<EndpointReply, bool>? IsFinal { get; init; }

    /// <summary>Whether a refusal says that the server lacks the weights that it was given; null for never.</summary>
    public Func<EndpointReply, bool>? LacksWeights { get; init; }
}
