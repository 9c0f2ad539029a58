using System.Text.Json.Nodes;

namespace Empo.Stages.Requests;

/// <summary>A POST of which a server may refuse some fields.</summary>
/// <param name="Path">Appended to the address.</param>
/// <param name="Body">What every server takes.</param>
/// <param name="Fields">What some servers refuse.</param>
/// <param name="Read">Makes a result of a reply, or throws <see cref="UnusableReplyException"/>.</param>
/// <param name="LeftOut">Told once of fields that are no longer sent, with the server's words.</param>
internal sealed record NegotiableRequest<T>(
    string Path,
    JsonObject Body,
    IReadOnlyList<RequestField> Fields,
    Func<EndpointReply, T> Read,
    Action<IReadOnlyList<RequestField>, string> LeftOut
)
{
    /// <summary>Whether a reply that refuses something does so for good, beside one that names a field.</summary>
    public Func<EndpointReply, bool> IsFinal { get; init; } = _ => false;
}
