namespace Empo.Experiments.Upstream;

/// <summary>An upstream store did not give what it was asked for. It never ends a build: the stage runs instead.</summary>
/// <param name="problem">What a build does about it.</param>
/// <param name="why">A part of a sentence without the upstream's address.</param>
/// <param name="mayPass">Whether the next attempt may succeed.</param>
public sealed class UpstreamException(UpstreamProblem problem, string why, bool mayPass = false) : Exception(why)
{
    public UpstreamProblem Problem { get; } = problem;

    public bool MayPass { get; } = mayPass;
}
