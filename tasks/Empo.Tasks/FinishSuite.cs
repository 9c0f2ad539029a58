using Empo.Experiments.Runs;
using Empo.Experiments.Suites;

namespace Empo.Tasks;

/// <summary>Records in a suite's plan which of its runs have no result, removes the claims, and has the report written.</summary>
public sealed class FinishSuite : PipelineTask
{
    /// <summary>Absolute path of the suite's plan.</summary>
    private string Plan => Given["Plan"];

    /// <summary>Absolute path of the folder in which lanes claimed runs.</summary>
    private string Claims => Given["Claims"];

    protected override void Run()
    {
        var plan = SuitePlan.Read(Plan);
        var claims = new SuiteClaims(Claims);
        string[] failed = [.. plan.Suite.Runs.Index().Where(run => !claims.HasSucceeded(run.Index)).Select(run => run.Item.Name)];
        var runFolder = new RunFolder(ArtifactsFolder, plan.Suite.Name);
        runFolder.Write(SuitePlan.FileName, (plan with { Failed = failed }).ToJson());
        Directory.Delete(Claims, recursive: true);
        VerbProcess.Run(Program, ["suite", "--plan", Plan], line => Say(line), new BuildLog(runFolder, this), Log);
    }
}
