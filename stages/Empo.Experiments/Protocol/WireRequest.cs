using Empo.Experiments.Execution;

namespace Empo.Experiments.Protocol;

/// <summary>The request of a build to the stage process: one stage, and the outputs whose files must exist.</summary>
public sealed record WireRequest(StageRequest Request, IReadOnlyList<string> Needed);
