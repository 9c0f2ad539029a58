namespace Empo.Experiments.Properties;

/// <summary>
/// How a build starts several processes for a stage: what EmpoLauncher, EmpoRanks, EmpoHosts, EmpoLauncherArguments and EmpoReduction say.
/// It describes the machine, so it is in no key.
/// </summary>
public sealed record RankLaunch
{
    /// <summary>The word for Open MPI's launcher.</summary>
    public const string Mpirun = "mpirun";

    /// <summary>The word for Slurm's.</summary>
    public const string Srun = "srun";

    /// <summary><c>mpirun</c>, <c>srun</c>, or the absolute path of a script.</summary>
    public required string Launcher { get; init; }

    /// <summary>Number of processes, 2 or more.</summary>
    public required int Ranks { get; init; }

    /// <summary>Hosts for mpirun, each as <c>name</c> or <c>name:slots</c>; empty where the launcher knows them.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Absolute path of a file of hosts for mpirun, or null.</summary>
    public string? HostFile { get; init; }

    /// <summary>Further arguments of the launcher, before the program.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    public Reduction Reduction { get; init; }

    /// <summary>Names of environment variables that hold keys of servers: the ranks need them.</summary>
    public IReadOnlyList<string> KeyVariables { get; init; } = [];
}
