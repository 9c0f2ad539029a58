namespace Empo.Experiments.Protocol;

/// <summary>The first word of a group of ranks.</summary>
/// <param name="Ranks">Number of processes.</param>
/// <param name="Library">The MPI library: <c>Open MPI v4.1.4</c>.</param>
/// <param name="Hosts">The host of each rank.</param>
public sealed record RankHello(int Ranks, string Library, IReadOnlyList<string> Hosts);
