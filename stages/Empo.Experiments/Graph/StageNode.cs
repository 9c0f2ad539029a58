using Empo.Experiments.Catalog;

namespace Empo.Experiments.Graph;

/// <summary>One stage of one round in an experiment's graph.</summary>
public sealed record StageNode
{
    public required StageDefinition Definition { get; init; }

    /// <summary>1..R; 0 for the base policy's evaluation; null outside of rounds.</summary>
    public int? Round { get; init; }

    public required IReadOnlyList<NodeInput> Inputs { get; init; }

    /// <summary>
    /// Whether it extracts answers from the labels in files, so that the version of the answer rules is part of the key. Labels that a
    /// generator makes are answers already.
    /// </summary>
    public bool ReadsLabels => Definition == StageTable.Prepare && Reads(InputRole.Data, InputRole.Recording);

    /// <summary>Whether it reads rollouts that another program wrote.</summary>
    public bool ReadsRecording => Reads(InputRole.Recording, InputRole.RecordedRound);

    public string Stage => Definition.Name;

    /// <summary><c>rollout 3</c>, or <c>prepare</c>.</summary>
    public string Id => IdOf(Stage, Round);

    private bool Reads(params InputRole[] roles) => Inputs.Any(input => roles.Contains(input.Role));

    public static string IdOf(StageDefinition stage, int? round) => IdOf(stage.Name, round);

    public static string IdOf(string stage, int? round) => round is null ? stage : $"{stage} {round}";
}
