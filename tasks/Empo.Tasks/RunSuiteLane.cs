using System.Collections;
using System.Diagnostics;
using System.Globalization;
using Empo.Experiments.Runs;
using Empo.Experiments.Suites;
using Microsoft.Build.Framework;

namespace Empo.Tasks;

/// <summary>
/// One lane of a suite: takes the next run that no other lane has, and builds it in its own project instance. A run that fails is reported
/// and does not affect the others.
/// </summary>
public sealed class RunSuiteLane : PipelineTask, ICancelableTask
{
    private volatile bool _cancelled;

    /// <summary>Absolute path of build/Empo.Run.targets.</summary>
    [Required]
    public string RunProject { get; set; } = "";

    /// <summary>Absolute path of the suite's plan.</summary>
    private string Plan => Given["Plan"];

    /// <summary>Absolute path of the folder in which lanes claim runs.</summary>
    private string Claims => Given["Claims"];

    /// <summary>Whether other lanes write to the console at the same time.</summary>
    private bool SideBySide => Given.IsTrue("SideBySide");

    public void Cancel() => _cancelled = true;

    protected override void Run()
    {
        var plan = SuitePlan.Read(Plan);
        var claims = new SuiteClaims(Claims);
        foreach (var number in plan.Order.TakeWhile(_ => !_cancelled).Where(claims.TryTake))
        {
            var run = plan.Suite.Runs[number];
            Say($"{plan.Suite.Name}: {run.Name} begins");
            var clock = Stopwatch.StartNew();
            var succeeded = Build(run);
            if (_cancelled)
            {
                return;
            }

            claims.End(number, succeeded);
            if (succeeded)
            {
                Say(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{plan.Suite.Name}: {claims.Ended} of {plan.Suite.Runs.Count} done, {run.Name} in "
                            + $"{clock.Elapsed.TotalSeconds:F0} s: {Outcome(run)}"
                    )
                );
            }
            else
            {
                Log.LogError(
                    null,
                    "EMPO1028",
                    null,
                    Path.GetFullPath(Given["EmpoSuite"], ProjectFolder),
                    0,
                    0,
                    0,
                    0,
                    "{0}",
                    $"The run {run.Name} of the suite failed; its own error stands above. What the other runs made is kept: fix "
                        + "it and build the suite again."
                );
            }
        }
    }

    private bool Build(SuiteRun run)
    {
        var session = Given.With(
            ("EmpoExperiment", run.Experiment),
            ("EmpoSet", run.Overrides),
            ("SuiteRun", "true"),
            ("Quiet", SideBySide ? "true" : "")
        );
        var properties = new Hashtable { ["EmpoSession"] = session.ToString() };
        return BuildEngine.BuildProjectFile(RunProject, ["Run"], properties, new Hashtable());
    }

    private string Outcome(SuiteRun run) =>
        ConsoleTable.Short(
            PipelineSession
                .Open(run.Experiment, run.Overrides, ProjectFolder, StoreFolder, ArtifactsFolder, rescores: false)
                .Resolution.DecideAll()
        );
}
