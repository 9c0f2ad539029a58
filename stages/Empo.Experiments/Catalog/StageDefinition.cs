namespace Empo.Experiments.Catalog;

/// <summary>One row of the stage table: everything that the pipeline knows about a stage before it runs.</summary>
/// <param name="Name">Lower-case name, used in keys, store folders, targets and logs.</param>
/// <param name="Format">Version of the stage's code, as far as the code decides output bytes. Raise it whenever outputs change.</param>
public sealed record StageDefinition(string Name, int Format)
{
    /// <summary>Name of its MSBuild task (a class of Empo.Tasks).</summary>
    public required string Task { get; init; }

    /// <summary>The inputs that it may read; <see cref="Graph.Pipeline"/> decides which of them it reads in an experiment.</summary>
    public required IReadOnlyList<InputRole> Inputs { get; init; }

    /// <summary>The outputs that it writes.</summary>
    public required IReadOnlyList<Artifact> Outputs { get; init; }

    /// <summary>The output that represents the stage in the report's key. It must not be one that retention removes.</summary>
    public required Artifact Reported { get; init; }

    /// <summary>Whether the stage belongs to a round.</summary>
    public bool InRounds { get; init; }

    /// <summary>Whether the round's number is part of the key, because random numbers depend on it.</summary>
    public bool KeyHasRound { get; init; }

    /// <summary>Whether the stage extracts and compares answers, so that the version of the answer rules is part of the key.</summary>
    public bool JudgesAnswers { get; init; }

    public StageWork Work { get; init; }

    public LockedAs LockedAs { get; init; }

    /// <summary>Whether it stands only in graphs that sample and train themselves, not where rollouts are imported.</summary>
    public bool InTrainingOnly { get; init; }

    /// <summary>How to get this stage into an experiment that lacks it: the end of the sentence "The experiment has no …".</summary>
    public string WhenMissing { get; init; } = ". Raise 'rounds'.";

    /// <summary>Name of its MSBuild target: <c>Rollout</c>.</summary>
    public string Target => char.ToUpperInvariant(Name[0]) + Name[1..];

    public override string ToString() => Name;
}
