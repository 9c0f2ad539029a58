using System.Globalization;
using Empo.Experiments.Settings;

namespace Empo.Experiments.Properties;

/// <summary>Reads the properties that start several processes.</summary>
public static class LaunchProperties
{
    private const string None = "none";
    private const string Launcher = "EmpoLauncher", Ranks = "EmpoRanks", Hosts = "EmpoHosts", Arguments = "EmpoLauncherArguments";
    private const string Adding = "EmpoReduction";
    private const int MaxRanks = 4096;

    /// <summary>The launch, or null where one process runs the stages.</summary>
    /// <param name="property">The value of a property; empty where it is not given.</param>
    /// <param name="folder">The folder to which paths are relative.</param>
    /// <exception cref="UserError">EMPO1037: a value cannot be understood, or one is missing that another needs.</exception>
    public static RankLaunch? Read(Func<string, string> property, string folder)
    {
        string Given(string name) => property(name).Trim();
        var launcher = LauncherOf(Given(Launcher), folder);
        var ranks = RanksOf(Given(Ranks));
        var reduction = ReductionOf(Given(Adding));
        RequirePairs(Given, launcher, ranks);
        if (launcher is null || ranks is null or 1)
        {
            return null;
        }

        if (BuildProperties.Flag("EmpoParallel", Given("EmpoParallel"), otherwise: false))
        {
            throw Refused("EmpoParallel", $"would let the runs of a suite share the devices of their {ranks} ranks. Leave it out.");
        }

        var hosts = Given(Hosts);
        return new RankLaunch
        {
            Launcher = launcher,
            Ranks = ranks.Value,
            Hosts = hosts.StartsWith('@') ? [] : Words(hosts),
            HostFile = hosts.StartsWith('@') ? FileOf(Hosts, hosts[1..], folder) : null,
            Arguments = ArgumentsOf(Given(Arguments), folder),
            Reduction = reduction,
        };
    }

    private static void RequirePairs(Func<string, string> given, string? launcher, int? ranks)
    {
        if (launcher is null && ranks > 1)
        {
            throw Refused(Ranks, $"is {ranks}, but nothing starts them. Give {Launcher} (mpirun, srun or a script), or leave {Ranks} out.");
        }

        if (launcher is not null && ranks is null)
        {
            throw Refused(Launcher, $"is given without {Ranks}. Say how many processes it shall start; 1 runs the stages without it.");
        }

        if (launcher is not null && !OperatingSystem.IsLinux())
        {
            throw Refused(Launcher, "works on Linux only. Leave it out; here one process runs the stages.");
        }

        if (launcher is null && (given(Hosts).Length > 0 || given(Arguments).Length > 0))
        {
            var useless = given(Hosts).Length > 0 ? Hosts : Arguments;
            throw Refused(useless, $"has no effect without {Launcher}. Give that too, or leave it out.");
        }

        if (launcher != RankLaunch.Mpirun && given(Hosts).Length > 0)
        {
            throw Refused(Hosts, $"is for mpirun; srun and scripts know their hosts. Leave it out, or set {Launcher} to mpirun.");
        }
    }

    private static string? LauncherOf(string value, string folder)
    {
        if (value.Length == 0 || value.Equals(None, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string[] words = [RankLaunch.Mpirun, RankLaunch.Srun];
        if (words.FirstOrDefault(word => word.Equals(value, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return known;
        }

        var script = Path.GetFullPath(value, folder);
        return File.Exists(script)
            ? script
            : throw Refused(
                Launcher,
                $"is '{value}', which is neither none, mpirun nor srun, and there is no script {script}."
                    + Nearest.Suggestion(value, [.. words, None])
            );
    }

    private static int? RanksOf(string value) =>
        value.Length == 0 ? null
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var ranks) && ranks is >= 1 and <= MaxRanks ? ranks
        : throw Refused(Ranks, $"is '{value}', not a whole number from 1 to {MaxRanks}.");

    private static Reduction ReductionOf(string value) => value.ToUpperInvariant() switch
    {
        "" or "ORDERED" => Reduction.Ordered,
        "FAST" => Reduction.Fast,
        _ => throw Refused(Adding, $"is '{value}'. Write ordered or fast.{Nearest.Suggestion(value, ["ordered", "fast"])}"),
    };

    /// <summary>Arguments between blanks, or each line of a file.</summary>
    private static IReadOnlyList<string> ArgumentsOf(string value, string folder) =>
        value.StartsWith('@')
            ? [.. File.ReadLines(FileOf(Arguments, value[1..], folder)).Select(line => line.Trim()).Where(line => line.Length > 0)]
            : Words(value);

    private static string FileOf(string property, string name, string folder)
    {
        var path = Path.GetFullPath(name, folder);
        return File.Exists(path) ? path : throw Refused(property, $"names the file {path}, which does not exist.");
    }

    private static string[] Words(string text) =>
        text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static UserError Refused(string property, string why) => new("EMPO1037", $"{property} {why}", property);
}
