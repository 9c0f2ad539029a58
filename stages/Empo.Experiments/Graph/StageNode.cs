namespace Empo.Experiments.Graph;

/// <summary>One stage of one round in an experiment's graph.</summary>
public sealed record StageNode
{
    public required StageDefinition Definition { get; init; }

    /// <summary>1..R; 0 for the base policy's evaluation; null outside of rounds.</summary>
    public int? Round { get; init; }

    public required IReadOnlyList<NodeInput> Inputs { get; init; }

    /// <summary>
    /// Whether it takes answers out of the labels of files, so that the version of those rules is part of the key. Labels that a generator
    /// makes are answers.
    /// </summary>
    public bool ReadsLabels => Definition == StageTable.Prepare && Inputs.Any(input => input.Role is "data" or "recording");

    /// <summary>Whether it reads rollouts that another program wrote.</summary>
    public bool ReadsRecording => Inputs.Any(input => input.Role is "recording" or "recorded-round");

    public string Stage => Definition.Name;

    /// <summary><c>rollout 3</c>, or <c>prepare</c>.</summary>
    public string Id => IdOf(Stage, Round);

    public static string IdOf(string stage, int? round) => round is null ? stage : $"{stage} {round}";
}
