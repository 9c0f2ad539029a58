using System.Globalization;
using Empo.Experiments.Properties;

namespace Empo.Tasks;

/// <summary>The arguments by which the stage process learns how to start ranks; none where it runs the stages itself.</summary>
internal static class LaunchArguments
{
    /// <param name="logs">Folder for the ranks' logs.</param>
    public static IReadOnlyList<string> Of(RankLaunch? launch, string logs)
    {
        if (launch is null)
        {
            return [];
        }

        List<string> arguments =
        [
            "--launcher", launch.Launcher, "--ranks", launch.Ranks.ToString(CultureInfo.InvariantCulture), "--logs", logs,
            "--reduction", launch.Reduction.ToString().ToLowerInvariant(),
        ];
        Add("--hosts", launch.Hosts);
        Add("--arguments", launch.Arguments);
        Add("--key-variables", launch.KeyVariables);
        Add("--host-file", launch.HostFile is { } file ? [file] : []);
        return arguments;

        void Add(string option, IReadOnlyList<string> lines)
        {
            if (lines.Count > 0)
            {
                arguments.AddRange([option, string.Join('\n', lines)]);
            }
        }
    }
}
