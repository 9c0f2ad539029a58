using System.Globalization;
using System.Text.RegularExpressions;

namespace Empo.Stages.Distribution;

/// <summary>What is known of a group of ranks that ended without a word: the launcher's exit code and its last lines.</summary>
internal static partial class EndedJob
{
    private const int LastLines = 20;

    /// <summary>How launchers name the rank that died; MPICH's does not.</summary>
    private static readonly Regex[] Deaths = [OpenMpi(), Slurm()];

    /// <summary>EMPO6040.</summary>
    /// <param name="stage">The stage, or null before the first.</param>
    /// <param name="launcher">Its name.</param>
    /// <param name="code">Its exit code.</param>
    /// <param name="said">Its last lines.</param>
    /// <param name="logs">Folder of the ranks' logs.</param>
    public static UserError Failure(string? stage, string launcher, int code, IReadOnlyCollection<string> said, string logs)
    {
        var rank = said.SelectMany(line => Deaths.Select(death => death.Match(line)))
            .Where(match => match.Success)
            .Select(match => (int?)int.Parse(match.Groups["rank"].Value, CultureInfo.InvariantCulture))
            .FirstOrDefault();
        var own = rank is { } dead ? LinesOf(LogOf(logs, dead)) : [];
        var last = said.TakeLast(LastLines).Concat(own).Select(line => line.Trim()).Where(line => line.Trim('-').Length > 0).ToList();
        return new UserError(
            "EMPO6040",
            $"The ranks ended {(stage is null ? "before the first stage" : $"during {stage}")} ({launcher} ended with {InWords(code)}"
                + $"{(rank is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; rank {rank} was the first to go"))}). "
                + "What was finished is kept; build again to go on. Last lines: "
                + (last.Count == 0 ? "(none)" : string.Join(" | ", last))
                + $". The ranks' logs are in {logs}."
        );
    }

    /// <summary>The log of a rank: <c>rank-003.log</c>.</summary>
    public static string LogOf(string folder, int rank) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"rank-{rank:D3}.log"));

    private static string InWords(int code) => code switch
    {
        130 => "code 130: the ranks heard nothing of the build for 20 s, as when it is suspended",
        128 + 6 => "code 134, signal SIGABRT: a native library gave up",
        128 + 9 => "code 137, signal SIGKILL: killed from outside, or out of memory",
        128 + 11 => "code 139, signal SIGSEGV: an access violation in native code",
        128 + 15 => "code 143, signal SIGTERM: somebody ended it",
        _ => string.Create(CultureInfo.InvariantCulture, $"code {code}"),
    };

    private static IReadOnlyList<string> LinesOf(string log)
    {
        try
        {
            return [.. File.ReadLines(log).TakeLast(LastLines)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [GeneratedRegex(@"process rank (?<rank>\d+) with PID \d+ on node")]
    private static partial Regex OpenMpi();

    [GeneratedRegex(@"srun: error: .*: task (?<rank>\d+): ")]
    private static partial Regex Slurm();
}
