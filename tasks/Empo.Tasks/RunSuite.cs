using System.Collections;
using System.Globalization;
using Empo.Experiments.Execution;
using Empo.Experiments.Suites;
using Empo.Experiments.View;
using Microsoft.Build.Framework;

namespace Empo.Tasks;

/// <summary>Builds every run of a suite, one after the other, each as a build of its own project instance. A run that fails is named and leaves the others as they are.</summary>
public sealed class RunSuite : PipelineTask, ICancelableTask
{
    private volatile bool _cancelled;

    /// <summary>Absolute path of build/Empo.Run.targets.</summary>
    [Required]
    public string RunProject { get; set; } = "";

    /// <summary>Absolute path of the suite's plan, for the report.</summary>
    [Output]
    public string Plan { get; set; } = "";

    public void Cancel() => _cancelled = true;

    protected override void Run()
    {
        var file = Path.GetFullPath(Experiment, ProjectFolder);
        if (!File.Exists(file))
        {
            throw new StageFailure("EMPO1002", $"The suite does not exist: {file}. Give EmpoSuite a path relative to pipeline.proj.", file);
        }

        var suite = SuiteReader.Read(file, Overrides);
        var failed = new List<string>();
        foreach (var (number, run) in suite.Runs.Index())
        {
            if (_cancelled)
            {
                return;
            }

            Say(string.Create(CultureInfo.InvariantCulture, $"{suite.Name}: run {number + 1} of {suite.Runs.Count}, {run.Name}"));
            if (!Build(run))
            {
                failed.Add(run.Name);
                Log.LogError(null, "EMPO1028", null, file, 0, 0, 0, 0, "{0}", $"The run {run.Name} of the suite failed; its own error stands above. What the other runs made is kept: mend it and build the suite again.");
            }
        }

        var view = new ExperimentView(ArtifactsFolder, suite.Name);
        view.Write(SuitePlan.FileName, new SuitePlan { Suite = suite, Failed = failed, Store = StoreFolder, Views = ArtifactsFolder }.ToJson());
        Plan = Path.Combine(view.Folder, SuitePlan.FileName);
    }

    private bool Build(SuiteRun run)
    {
        var properties = new Hashtable { ["EmpoExperiment"] = run.Experiment, ["EmpoSet"] = run.Overrides, ["EmpoSuiteRun"] = "true" };
        return BuildEngine.BuildProjectFile(RunProject, ["Run"], properties, new Hashtable());
    }
}
