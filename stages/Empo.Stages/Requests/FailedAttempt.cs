namespace Empo.Stages.Requests;

/// <summary>An attempt without a result.</summary>
/// <param name="Problem">The kind of failure.</param>
/// <param name="Text">What happened, without a full stop.</param>
/// <param name="MayPass">Whether another attempt may succeed.</param>
internal sealed record FailedAttempt(EndpointProblem Problem, string Text, bool MayPass)
{
    /// <summary>The wait that the server asks for, or null.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Null where none was received.</summary>
    public EndpointReply? Reply { get; init; }

    /// <summary>The server that failed, without user name and password.</summary>
    public string Address { get; init; } = "";

    /// <summary>The proxy on the way there, as the end of a sentence.</summary>
    public string Proxy { get; init; } = "";

    /// <summary>Whether the server is up and asks for patience, so that the failure says nothing against it.</summary>
    public bool IsBusy => Reply is { Status: 408 or 425 or 429 };

    /// <summary>Whether the connection was lost or never came about.</summary>
    public bool IsConnectionLost { get; init; }

    /// <summary>Whether the server, or one behind a gateway, may be another process now.</summary>
    public bool MayFollowRestart => IsConnectionLost || Reply is { Status: 502 or 503 or 504 };

    /// <summary>Whether the server reports a fault of its own and not that it, or what is behind a gateway, is away.</summary>
    public bool IsFault => Reply is { Status: 500 };
}
