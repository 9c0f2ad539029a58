namespace Empo.Experiments.Catalog;

/// <summary>One row of the stage table: everything that the pipeline knows of a stage before it runs.</summary>
/// <param name="Name">Lower-case name: in keys, folders of the store, targets and logs.</param>
/// <param name="Format">Version of the stage's code as far as it decides bytes; raise it whenever outputs change.</param>
public sealed record StageDefinition(string Name, int Format)
{
    /// <summary>Name of its MSBuild task (a class of Empo.Tasks).</summary>
    public required string Task { get; init; }

    /// <summary>What it may read; <see cref="Graph.Pipeline"/> says what it reads in an experiment.</summary>
    public required IReadOnlyList<InputRole> Inputs { get; init; }

    /// <summary>What it leaves.</summary>
    public required IReadOnlyList<Artifact> Outputs { get; init; }

    /// <summary>The output that stands for the stage in the report's key; never one that retention removes.</summary>
    public required Artifact Reported { get; init; }

    /// <summary>Whether every round has one.</summary>
    public bool InRounds { get; init; }

    /// <summary>Whether the round's number is part of the key, because random numbers depend on it.</summary>
    public bool KeyHasRound { get; init; }

    /// <summary>Whether the stage finds and compares answers, so that the version of those rules is part of the key.</summary>
    public bool JudgesAnswers { get; init; }

    public StageWork Work { get; init; }

    public LockedAs LockedAs { get; init; }

    public StageUse Use { get; init; }

    /// <summary>What makes an experiment without it have one: the end of the sentence "The experiment has no …".</summary>
    public string WhenMissing { get; init; } = ". Raise 'rounds'.";

    /// <summary>Name of its MSBuild target: <c>Rollout</c>.</summary>
    public string Target => char.ToUpperInvariant(Name[0]) + Name[1..];

    public override string ToString() => Name;
}
