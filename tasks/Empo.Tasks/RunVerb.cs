using Empo.Experiments.View;

namespace Empo.Tasks;

/// <summary>Runs a verb of the stage program over the view of an experiment and shows its lines.</summary>
public abstract class RunVerb : PipelineTask
{
    /// <summary>Verb and arguments.</summary>
    private protected abstract IEnumerable<string> Arguments(Experiments.Settings.Experiment experiment, ExperimentView view);

    protected override void Run()
    {
        var experiment = ReadSettings();
        var view = new ExperimentView(ArtifactsFolder, experiment.Name);
        VerbProcess.Run(Program, Arguments(experiment, view), line => Say($"  {line}"), new BuildLog(view, this), Log);
    }
}
