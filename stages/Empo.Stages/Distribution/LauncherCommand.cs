using System.Globalization;
using Empo.Experiments.Properties;

namespace Empo.Stages.Distribution;

/// <summary>
/// The command line that starts the ranks. The launcher gets a session of its own, so that Ctrl-C in the terminal reaches the build alone,
/// which decides what it means.
/// </summary>
/// <param name="Program">The program: setsid, or the launcher.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record LauncherCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <param name="launch">What the user's properties say.</param>
    /// <param name="launcher">Absolute path of the launcher.</param>
    /// <param name="rank">The program of a rank and its arguments.</param>
    public static LauncherCommand Of(RankLaunch launch, string launcher, IReadOnlyList<string> rank, LauncherPlace place)
    {
        var ranks = launch.Ranks.ToString(CultureInfo.InvariantCulture);
        string[] own = launch.Launcher switch
        {
            RankLaunch.Mpirun => [.. Mpirun(launch, ranks, place)],
            RankLaunch.Srun => ["-K", "--mpi=pmix", "-n", ranks, "--input=0", "--unbuffered", "--export=ALL"],
            _ => [], // a script
        };
        string[] command = [launcher, .. own, .. launch.Arguments, .. rank];
        return place.Setsid is { } setsid ? new LauncherCommand(setsid, command) : new LauncherCommand(command[0], command[1..]);
    }

    /// <summary>
    /// Open MPI's. By default it gives each of two ranks one core, and refuses more ranks than it counts cores; on one host both are the
    /// user's <c>threads</c> and <c>EmpoRanks</c>.
    /// </summary>
    private static IEnumerable<string> Mpirun(RankLaunch launch, string ranks, LauncherPlace place)
    {
        string[] root = place.IsRoot ? ["--allow-run-as-root"] : [];
        var oneHost = launch.Hosts.Count == 0 && launch.HostFile is null && !place.IsAllocated;
        string[] where = launch.HostFile is { } file ? ["--hostfile", file]
            : launch.Hosts.Count > 0 ? ["--host", string.Join(',', launch.Hosts)]
            : oneHost ? ["--oversubscribe"]
            : [];
        return [.. root, "--bind-to", "none", .. where, "-n", ranks, .. place.Variables.SelectMany(name => new[] { "-x", name })];
    }
}
