using System.Text.Json;
using Empo.Experiments.Suites;

namespace Empo.Stages.Suites;

/// <summary>
/// <c>suite --plan artifacts/&lt;suite&gt;/suite.json</c>: the runs of a suite to <c>suite.md</c> and <c>suite.html</c> beside the plan.
/// </summary>
internal static class SuiteVerb
{
    /// <summary>Exit code: 0, or 1 with a coded line on the output.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        try
        {
            Write(arguments, output);
            return 0;
        }
        catch (UserError failure)
        {
            output.WriteLine(failure.ToCanonicalLine());
            return 1;
        }
    }

    internal static void Write(IReadOnlyList<string> arguments, TextWriter output)
    {
        if (arguments is not ["--plan", var plan])
        {
            throw new UserError(
                "EMPO1029",
                "The verb suite takes --plan <suite.json>. Build the suite with EmpoSuite, which writes that file and calls the verb."
            );
        }

        var outcome = SuiteOutcome.Of(Plan(plan));
        if (outcome.Results.Count == 0)
        {
            output.WriteLine($"{outcome.Suite.Name}: no run has a result, so there is no report");
            return;
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(plan))!;
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
