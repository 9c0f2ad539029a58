namespace Empo.Stages.Requests;

/// <summary>What is asked, the same in every attempt.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">Appended to the address.</param>
/// <param name="Body">JSON, or null for none.</param>
/// <param name="Read">Makes a result of a reply, or throws <see cref="UnusableReplyException"/>.</param>
internal sealed record EndpointRequest<T>(HttpMethod Method, string Path, string? Body, Func<EndpointReply, T> Read)
{
    /// <summary>Whether a fault of the server's (5xx) is one of the request, so that asking again is of no use; null for never.</summary>
    public Func<EndpointReply, bool>? IsFinal { get; init; }
}
