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

    private bool _failed;

    private protected override void Ended(string? error)
    {
        Telemetry?.End(Given["TraceParent"], error ?? (_failed ? "EMPO1028" : null));
        SendTelemetry();
    }

    protected override void Run()
    {
        var plan = SuitePlan.Read(Plan);
        var claims = new SuiteClaims(Claims);
        string[] failed = [.. plan.Suite.Runs.Index().Where(run => !claims.HasSucceeded(run.Index)).Select(run => run.Item.Name)];
        _failed = failed.Length > 0;
        var runFolder = new RunFolder(ArtifactsFolder, plan.Suite.Name);
        runFolder.Write(SuitePlan.FileName, (plan with { Failed = failed }).ToJson());
        Directory.Delete(Claims, recursive: true);
        VerbProcess.Run(Program, ["suite", "--plan", Plan], line => Say(line), new BuildLog(runFolder, this), Log);
    }
}
