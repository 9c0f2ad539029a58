namespace Empo.Experiments.Protocol;

/// <summary>One line from the stage process; exactly one of the four is present.</summary>
/// <param name="Line">A line for the console and the log.</param>
/// <param name="Process">The process's id, sent first.</param>
/// <param name="Exit">The stage's exit code, sent last.</param>
/// <param name="Ran">With the exit code: whether the stage ran, or another build had already done its work.</param>
public sealed record WireReply(string? Line, int? Process, int? Exit, bool Ran)
{
    /// <summary>A line for the log.</summary>
    public string? Detail { get; init; }
}
