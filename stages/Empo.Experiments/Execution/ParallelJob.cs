using System.Globalization;

namespace Empo.Experiments.Execution;

/// <summary>
/// Whether a build was itself started several times, as <c>mpirun -n 2 dotnet build</c> does: every process would do the same work.
/// </summary>
public static class ParallelJob
{
    /// <summary>
    /// Variables by which a launcher tells each process how many there are, and the one that says that the process was launched; Open MPI,
    /// MPICH and Intel MPI, and Slurm, whose batch scripts have the number without being one of several.
    /// </summary>
    private static readonly (string Count, string? Launched, string Launcher)[] Launchers =
    [
        ("OMPI_COMM_WORLD_SIZE", null, "mpirun"),
        ("PMI_SIZE", null, "mpiexec"),
        ("SLURM_NTASKS", "SLURM_STEP_ID", "srun"),
    ];

    /// <summary>
    /// From here on numbers of steps are those of batch scripts and of interactive shells (srun's SLURM_INTERACTIVE_STEP): in both a
    /// command runs once, whatever the number of tasks that the job was given.
    /// </summary>
    private const long FirstSpecialStep = 0xFFFFFFF0;

    /// <summary>EMPO6044 where there are several processes, else null.</summary>
    /// <param name="variable">The value of an environment variable, or null.</param>
    public static UserError? Refusal(Func<string, string?> variable)
    {
        foreach (var (count, launched, launcher) in Launchers)
        {
            if (
                int.TryParse(variable(count), NumberStyles.None, CultureInfo.InvariantCulture, out var processes)
                && processes > 1
                && (launched is null || IsStep(variable(launched)))
            )
            {
                return new UserError(
                    "EMPO6044",
                    $"This build was started {processes} times by {launcher} ({count} is {processes}), and every process would do the "
                        + $"same work. Start it once, without {launcher}. One build uses several devices or hosts "
                        + "with -p:EmpoLauncher and -p:EmpoRanks (docs/distributed.md)."
                );
            }
        }

        return null;
    }

    /// <summary>
    /// EMPO6051 where the build is itself a process of Open MPI and is to start ranks by mpirun, which Open MPI refuses; else null.
    /// </summary>
    /// <param name="variable">The value of an environment variable, or null.</param>
    /// <param name="launcher">The launcher of the ranks; null for none.</param>
    public static UserError? Nested(Func<string, string?> variable, string? launcher) =>
        launcher is not null && Path.GetFileName(launcher) == "mpirun" && variable("OMPI_COMM_WORLD_SIZE") is { } size
            ? new UserError(
                "EMPO6051",
                $"This build was itself started by mpirun (OMPI_COMM_WORLD_SIZE is {size}), and Open MPI starts no ranks from a process of "
                    + "its own. Start the build without mpirun: EmpoLauncher=mpirun lets it start the ranks.",
                "EmpoLauncher"
            )
            : null;

    private static bool IsStep(string? number) =>
        number is { Length: > 0 }
        && !(long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step >= FirstSpecialStep);
}
