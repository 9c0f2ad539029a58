using System.Diagnostics;
using Microsoft.Build.Utilities;

namespace Empo.Tasks;

/// <summary>Runs a verb of the stage program to its end. The program reads Parquet, so that no task needs to.</summary>
internal static class VerbProcess
{
    /// <param name="program">The stage program's assembly.</param>
    /// <param name="arguments">Verb and arguments.</param>
    /// <param name="say">What to do with a line of its output.</param>
    /// <param name="log">The log for its errors and warnings.</param>
    /// <param name="task">The log of the task that fails with the program.</param>
    /// <exception cref="UserError">EMPO6007 where it failed without reporting an error.</exception>
    public static void Run(string program, IEnumerable<string> arguments, Action<string> say, BuildLog log, TaskLoggingHelper task)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in new[] { "exec", program }.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            say(line);
        }

        process.WaitForExit();
        foreach (var line in errors.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            log.Pass(line);
        }

        if (process.ExitCode != 0 && !task.HasLoggedErrors)
        {
            throw new UserError("EMPO6007", $"The stage program ended with code {process.ExitCode} and gave no reason.");
        }
    }
}
