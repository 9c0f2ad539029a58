namespace Empo.Experiments.Suites;

/// <summary>
/// A matrix of runs: arms (an experiment with settings) times seeds. Runs that share stages share them through the store.
/// </summary>
public sealed record Suite
{
    /// <summary>The file's name without its ending; names the folder of run folders.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>The arm against which the others are set, pair by pair of one seed.</summary>
    public required string Reference { get; init; }

    /// <summary>Arms in the order of the file.</summary>
    public required IReadOnlyList<string> Arms { get; init; }

    /// <summary>Seed by seed, in each the arms in order, so that a base model is made once and then found.</summary>
    public required IReadOnlyList<SuiteRun> Runs { get; init; }
}
