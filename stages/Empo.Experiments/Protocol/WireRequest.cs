using Empo.Experiments.Execution;

namespace Empo.Experiments.Protocol;

/// <summary>What a build asks of the stage process: one stage, and which outputs must really be there.</summary>
public sealed record WireRequest(StageRequest Request, IReadOnlyList<string> Needed);
