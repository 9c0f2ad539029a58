using System.Diagnostics;

namespace Empo.PipelineTests.Harness;

/// <summary>How tests start <c>dotnet</c>: without what the test run's own MSBuild left in the environment.</summary>
internal static class BuildEnvironment
{
    private static readonly string[] Poisonous =
    [
        "MSBUILD", "DOTNET_HOST_PATH", "DOTNET_CLI", "DOTNET_TieredPGO", "DOTNET_gc", "EMPO", "CI", "TESTINGPLATFORM", "NUGET_",
        "Configuration", "Platform", "OTEL_", "TRACE",
    ];

    private static readonly string Dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path
        ? path
        : "dotnet";

    /// <param name="prefix">A program that starts <c>dotnet</c>, and its arguments.</param>
    public static ProcessStartInfo Start(string workingFolder, IEnumerable<string> arguments, params IReadOnlyList<string> prefix)
    {
        // A job in the background of a script ignores Ctrl-C and so would everything that it starts; a user's build does not.
        string[] command = OperatingSystem.IsLinux() ? [.. prefix, "env", "--default-signal=INT", Dotnet] : [.. prefix, Dotnet];
        var start = new ProcessStartInfo(command[0])
        {
            WorkingDirectory = workingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var argument in command.Skip(1).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        // DOTNET_CLI_HOME stays: without a home of its own the SDK runs with it only.
        foreach (
            var name in start
                .Environment.Keys.Where(name =>
                    name != "DOTNET_CLI_HOME" && Poisonous.Any(start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                )
                .ToList()
        )
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_NOLOGO"] = "1";
        // tests read MSBuild's own words; numbers and dates follow the user's language all the same
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        return start;
    }
}
