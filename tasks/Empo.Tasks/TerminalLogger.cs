namespace Empo.Tasks;

/// <summary>
/// MSBuild's terminal logger, the default on a terminal since .NET 9. It drops the messages of tasks, however important they are, unless
/// they contain "--interactive" (dotnet/msbuild#9667).
/// </summary>
internal static class TerminalLogger
{
    /// <summary>An empty hyperlink (OSC 8), which shows nothing, to the text that MSBuild looks for.</summary>
    private const string Mark = "\u001b]8;;--interactive\u0007\u001b]8;;\u0007";

    /// <summary>MSBuild says by this variable to the nodes of a build whether it uses the terminal logger.</summary>
    private static readonly bool IsUsed = Environment.GetEnvironmentVariable("_MSBUILDTLENABLED") == "1";

    /// <summary>The text as a message that is shown.</summary>
    public static string Shown(string text) => IsUsed ? text + Mark : text;
}
