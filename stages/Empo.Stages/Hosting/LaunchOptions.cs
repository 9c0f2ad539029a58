using System.CommandLine;
using Empo.Experiments.Properties;
using Empo.Stages.Verbs;

namespace Empo.Stages.Hosting;

/// <summary>
/// The options by which a build tells its stage process how to start ranks (<c>tasks/Empo.Tasks/LaunchArguments.cs</c> writes them).
/// </summary>
internal sealed class LaunchOptions
{
    private static readonly char[] Lines = ['\n'];

    private readonly Option<string> _launcher = VerbOption.Text("--launcher", "name", "mpirun, srun, or a script; none by default.");
    private readonly Option<int> _ranks = VerbOption.Integer("--ranks", 1, 4096, "Number of processes to start.", initial: 1);
    private readonly Option<string> _hosts = VerbOption.Text("--hosts", "names", "Hosts for mpirun, one a line.");
    private readonly Option<string> _hostFile = VerbOption.Path("--host-file", "file", "A file of hosts for mpirun.");
    private readonly Option<string> _arguments = VerbOption.Text("--arguments", "texts", "Arguments of the launcher, one a line.");
    private readonly Option<string> _keys = VerbOption.Text("--key-variables", "names", "Variables with keys of servers, one a line.");
    private readonly Option<string> _logs = VerbOption.Path("--logs", "folder", "Where the ranks' logs go.");
    private readonly Option<string> _reduction = VerbOption.Choice("--reduction", ["ordered", "fast"], "How gradients are added.");

    public IEnumerable<Option> All => [_launcher, _ranks, _hosts, _hostFile, _arguments, _keys, _logs, _reduction];

    /// <summary>The launch and the folder of the ranks' logs; null where stages run in one process.</summary>
    public (RankLaunch Launch, string Logs)? Read(ParseResult given) =>
        given.GetValue(_launcher) is { } launcher
        && given.GetValue(_logs) is { } logs
        && given.GetRequiredValue(_ranks) is > 1 and var ranks
            ? (new RankLaunch
            {
                Launcher = launcher,
                Ranks = ranks,
                Hosts = Split(given.GetValue(_hosts)),
                HostFile = given.GetValue(_hostFile),
                Arguments = Split(given.GetValue(_arguments)),
                KeyVariables = Split(given.GetValue(_keys)),
                Reduction = Enum.Parse<Reduction>(given.GetRequiredValue(_reduction), ignoreCase: true),
            }, logs)
            : null;

    private static string[] Split(string? lines) => lines?.Split(Lines, StringSplitOptions.RemoveEmptyEntries) ?? [];
}
