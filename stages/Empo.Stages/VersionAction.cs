using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using Empo.Stages.Hosting;

namespace Empo.Stages;

/// <summary><c>--version</c>: the product's version, and the commit that it was built from, where the build recorded one.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var version = typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        var commit = ToolProvenance.Read(AppContext.BaseDirectory).TryGetValue("commit", out var built) ? $" (commit {built})" : "";
        parseResult.InvocationConfiguration.Output.WriteLine($"Empo.Pipeline {version}{commit}");
        return 0;
    }
}
