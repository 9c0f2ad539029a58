namespace Empo.Experiments.Suites;

/// <summary>One run of a suite: an arm with a seed.</summary>
public sealed record SuiteRun
{
    public required string Arm { get; init; }

    public required int Seed { get; init; }

    /// <summary>Absolute path of the experiment's YAML file.</summary>
    public required string Experiment { get; init; }

    /// <summary>Text for EmpoSet: seed and run folder, then the arm's settings, then the settings of the command line.</summary>
    public required string Overrides { get; init; }

    /// <summary>The run folder of this run, relative to the folder of run folders: <c>suite/arm/seed-1</c>.</summary>
    public required string RunName { get; init; }

    /// <summary>Its name in messages.</summary>
    public string Name => FormattableString.Invariant($"{Arm} seed {Seed}");
}
