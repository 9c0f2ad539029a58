using System.CommandLine;
using Empo.Experiments.Properties;
using Empo.Stages.Verbs;

namespace Empo.Stages.Hosting;

/// <summary><c>rank</c>, which launchers call.</summary>
internal sealed class RankVerb : Verb
{
    private readonly Option<string> _logs = VerbOption.Path("--logs", "folder", "Where the ranks' logs go.", required: true);
    private readonly Option<int> _size = VerbOption.Integer("--size", 2, 4096, "Number of ranks that the build asked for.");
    private readonly Option<string> _reduction = VerbOption.Choice("--reduction", ["ordered", "fast"], "How gradients are added.");

    public RankVerb()
        : base("rank", "One of the processes that run a stage together. Called by the launcher of a build.")
    {
        Add(_logs);
        Add(_size);
        Add(_reduction);
    }

    protected override int Run(ParseResult given, TextWriter output, TextWriter errors) =>
        RankHost.Run(
            given.GetRequiredValue(_logs),
            given.GetRequiredValue(_size),
            Enum.Parse<Reduction>(given.GetRequiredValue(_reduction), ignoreCase: true));
}
