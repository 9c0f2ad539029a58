using Empo.Experiments.Runs;

namespace Empo.Tasks;

/// <summary>Runs a verb of the stage program on the run folder of an experiment and shows its lines.</summary>
public abstract class RunVerb : PipelineTask
{
    /// <summary>Verb and arguments.</summary>
    private protected abstract IEnumerable<string> Arguments(Experiments.Settings.Experiment experiment, RunFolder runFolder);

    protected override void Run()
    {
        var experiment = ReadSettings();
        var runFolder = new RunFolder(ArtifactsFolder, experiment.Name);
        VerbProcess.Run(Program, Arguments(experiment, runFolder), line => Say($"  {line}"), new BuildLog(runFolder, this), Log);
    }
}
