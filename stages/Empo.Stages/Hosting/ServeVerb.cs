using System.CommandLine;
using Empo.Stages.Verbs;

namespace Empo.Stages.Hosting;

/// <summary><c>serve</c>, which builds call.</summary>
internal sealed class ServeVerb : Verb
{
    private readonly Option<string> _pipe = VerbOption.Text("--pipe", "name", "The named pipe that requests come from.", required: true);

    private readonly Option<int> _parent = VerbOption.Integer(
        "--parent",
        1,
        int.MaxValue,
        "The id of the build's process; the program ends with it."
    );

    private readonly LaunchOptions _launch = new();

    public ServeVerb()
        : base("serve", "Run the stages of a build. Called by dotnet build.")
    {
        Add(_pipe);
        Add(_parent);
        foreach (var option in _launch.All)
        {
            Add(option);
        }
    }

    protected override int Run(ParseResult given, TextWriter output, TextWriter errors)
    {
        var (pipe, parent) = (given.GetRequiredValue(_pipe), given.GetRequiredValue(_parent));
        return _launch.Read(given) is var (launch, logs) ? StageHost.Serve(pipe, parent, launch, logs) : StageHost.Serve(pipe, parent);
    }
}
