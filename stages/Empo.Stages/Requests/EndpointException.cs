namespace Empo.Stages.Requests;

/// <summary>A request without a result after all attempts. The caller turns it into an error with a code.</summary>
/// <param name="problem">The kind of failure.</param>
/// <param name="message">What happened, without a full stop: the server's own words where there are some, and the proxy where one is in
/// use.</param>
internal sealed class EndpointException(EndpointProblem problem, string message) : Exception(message)
{
    public EndpointProblem Problem { get; } = problem;

    /// <summary>The server that failed last, without user name and password.</summary>
    public string Address { get; init; } = "";

    /// <summary>Whether every attempt failed with the same fault (status 500), which is more likely about the request.</summary>
    public bool IsOneFault { get; init; }

    /// <summary>The last reply's status; 0 where there was none.</summary>
    public int Status { get; init; }

    /// <summary>The last reply's whole text.</summary>
    public string Reply { get; init; } = "";

    /// <summary>Attempts that were made.</summary>
    public int Attempts { get; init; } = 1;
}
