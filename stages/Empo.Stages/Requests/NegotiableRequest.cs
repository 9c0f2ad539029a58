using System.Text.Json.Nodes;

namespace Empo.Stages.Requests;

/// <summary>A POST with fields that a server may refuse.</summary>
/// <param name="Path">Appended to the address.</param>
/// <param name="Body">The fields that every server accepts.</param>
/// <param name="Fields">The fields that some servers refuse.</param>
/// <param name="Read">Turns a reply into a result, or throws <see cref="UnusableReplyException"/>.</param>
/// <param name="LeftOut">Called once for fields that are no longer sent, with the server's words.</param>
internal sealed record NegotiableRequest<T>(
    string Path,
    JsonObject Body,
    IReadOnlyList<RequestField> Fields,
    Func<EndpointReply, T> Read,
    Action<IReadOnlyList<RequestField>, string> LeftOut
)
{
    /// <summary>Whether a refusal is final although it names none of the fields, so that it is not retried.</summary>
    public Func<EndpointReply, bool> IsFinal { get; init; } = _ => false;

    /// <summary>Whether a refusal says that the server lacks the weights that it was given.</summary>
    public Func<EndpointReply, bool> LacksWeights { get; init; } = _ => false;
}
