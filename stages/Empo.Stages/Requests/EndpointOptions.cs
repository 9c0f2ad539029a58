using System.Net;

namespace Empo.Stages.Requests;

/// <summary>Where requests go, and with what patience.</summary>
internal sealed record EndpointOptions
{
    /// <summary>What every path is appended to; no slash at its end.</summary>
    public required string Url { get; init; }

    /// <summary>Sent as <c>Authorization: Bearer</c>; in no message. Null for none.</summary>
    public string? Key { get; init; }

    /// <summary>Of one attempt, its reply included.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Attempts after the first.</summary>
    public required int Retries { get; init; }

    public required RetryWait Wait { get; init; }

    /// <summary>A longer reply is an error.</summary>
    public required int MostReplyBytes { get; init; }

    /// <summary>Null takes the environment's: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY.</summary>
    public IWebProxy? Proxy { get; init; }
}
