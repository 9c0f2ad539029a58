using System.CommandLine;
using System.Text.Json;
using Empo.Experiments.Suites;
using Empo.Stages.Verbs;

namespace Empo.Stages.SuiteReports;

/// <summary>
/// <c>suite --plan artifacts/&lt;suite&gt;/suite.json</c>: writes the report on a suite's runs into <c>suite.md</c> and <c>suite.html</c>
/// next to the plan.
/// </summary>
internal sealed class SuiteVerb : Verb
{
    private readonly Option<string> _plan = VerbOption.Path("--plan", "suite.json", "The plan that the build wrote.", required: true);

    public SuiteVerb()
        : base("suite", "Write the report of a suite. Called by builds with -p:EmpoSuite.") =>
        Add(_plan);

    public override string ArgumentCode => "EMPO1029";

    protected override int Run(ParseResult given, TextWriter output, TextWriter errors)
    {
        Write(given.GetRequiredValue(_plan), output);
        return 0;
    }

    private static void Write(string plan, TextWriter output)
    {
        var outcome = SuiteOutcome.Of(Plan(plan));
        if (outcome.Results.Count == 0)
        {
            output.WriteLine($"{outcome.Suite.Name}: no run has a result, so there is no report");
            return;
        }

        var folder = Path.GetDirectoryName(plan)!;
        var text = SuiteReport.Markdown(outcome);
        File.WriteAllText(Path.Combine(folder, "suite.md"), text);
        File.WriteAllText(Path.Combine(folder, "suite.html"), SuiteReport.Html(outcome));
        output.WriteLine(text);
        output.WriteLine($"  suite: {Path.Combine(folder, "suite.html")}");
    }

    private static SuitePlan Plan(string file)
    {
        try
        {
            return SuitePlan.Read(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new UserError(
                "EMPO1029",
                $"The suite's plan cannot be read: {exception.Message} Build the suite again.",
                file,
                cause: exception
            );
        }
    }
}
