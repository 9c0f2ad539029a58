namespace Empo.Experiments.Graph;

/// <summary>One stage of one round in an experiment's graph.</summary>
public sealed record StageNode
{
    public required StageDefinition Definition { get; init; }

    /// <summary>1..R; 0 for the base policy's evaluation; null outside of rounds.</summary>
    public int? Round { get; init; }

    public required IReadOnlyList<NodeInput> Inputs { get; init; }

    public string Stage => Definition.Name;

    /// <summary><c>rollout 3</c>, or <c>prepare</c>.</summary>
    public string Id => IdOf(Stage, Round);

    public static string IdOf(string stage, int? round) => round is null ? stage : $"{stage} {round}";
}
