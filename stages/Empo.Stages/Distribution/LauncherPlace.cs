using System.Collections;
using Empo.Experiments.Execution;

namespace Empo.Stages.Distribution;

/// <summary>What a command line of a launcher depends on beside the user's properties.</summary>
internal sealed record LauncherPlace
{
    /// <summary>Variables by which resource managers tell a job its hosts: mpirun reads them itself.</summary>
    private static readonly string[] Allocations = ["SLURM_JOB_ID", "PBS_JOBID", "LSB_JOBID", "PE_HOSTFILE"];

    /// <summary>Beginnings of names that libraries of the ranks read.</summary>
    private static readonly string[] Prefixes = ["NCCL_", "DOTNET_SYSTEM_"];

    private static readonly string[] Others = ["TERM", "DOTNET_ROOT", "LD_LIBRARY_PATH"];

    /// <summary>Whether the user is root, which Open MPI refuses unless told.</summary>
    public required bool IsRoot { get; init; }

    /// <summary>Whether a resource manager knows the hosts.</summary>
    public required bool IsAllocated { get; init; }

    /// <summary>Absolute path of setsid, or null.</summary>
    public required string? Setsid { get; init; }

    /// <summary>Names of set environment variables that ranks on other hosts need.</summary>
    public required IReadOnlyList<string> Variables { get; init; }

    /// <summary>This process's place.</summary>
    /// <param name="keys">Names of variables that hold keys of servers.</param>
    public static LauncherPlace Here(IReadOnlyList<string> keys) => new()
    {
        IsRoot = Environment.IsPrivilegedProcess,
        IsAllocated = Allocations.Any(name => Environment.GetEnvironmentVariable(name) is not null),
        Setsid = OnPath("setsid"),
        Variables = Needed(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key), keys),
    };

    /// <summary>The names that are set and needed, in order. Values never stand on a command line: other users see it.</summary>
    public static IReadOnlyList<string> Needed(IEnumerable<string> set, IReadOnlyList<string> keys) =>
        [.. set
            .Where(name => StageEnvironment.Names.Contains(name) || Others.Contains(name) || keys.Contains(name)
                || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)];

    /// <summary>The absolute path of a program, or null where no folder of PATH has it.</summary>
    public static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
