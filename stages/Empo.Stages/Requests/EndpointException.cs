namespace Empo.Stages.Requests;

/// <summary>A request that has no result after all attempts; whoever asked makes a coded error of it.</summary>
/// <param name="problem">Which kind.</param>
/// <param name="message">What happened, without a full stop: the server's own words where it has some, the proxy where one is in
/// use.</param>
internal sealed class EndpointException(EndpointProblem problem, string message) : Exception(message)
{
    public EndpointProblem Problem { get; } = problem;

    /// <summary>The last reply's status; 0 where there was none.</summary>
    public int Status { get; init; }

    /// <summary>The last reply's whole text.</summary>
    public string Reply { get; init; } = "";

    /// <summary>Attempts that were made.</summary>
    public int Attempts { get; init; } = 1;
}
