namespace Empo.Experiments.Suites;

/// <summary>
/// A matrix of runs: arms (an experiment with settings) times seeds. Runs that share stages share them through the store.
/// </summary>
public sealed record Suite
{
    /// <summary>The file's name without its extension. It names the folder of the run folders.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>The arm with which the others are compared, in pairs of the same seed.</summary>
    public required string Reference { get; init; }

    /// <summary>Arms in the order of the file.</summary>
    public required IReadOnlyList<string> Arms { get; init; }

    /// <summary>
    /// The runs seed by seed, and for each seed the arms in order, so that a base model is made once and then found in the store.
    /// </summary>
    public required IReadOnlyList<SuiteRun> Runs { get; init; }
}
