using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
namespace Empo.Tasks;

/// <summary>
/// Has the experiment's model and adapter inspected before anything runs. This finds what a stage would refuse, and files that contradict
/// each other.
/// </summary>
internal static class ModelCheck
{
    /// <param name="task">The task that asks.</param>
    public static void Run(PipelineSession session, PipelineTask task)
    {
        if (session.Experiment.Model is not { } model || session.Experiment.Engine == RolloutEngine.Imported)
        {
            return;
        }

        string[] adapter = session.Experiment.Adapter is { } folder ? ["--adapter", folder] : [];
        string[] source = session.Experiment.Get(General.ModelSource) is { Length: > 0 } name ? ["--source", name] : [];
        VerbProcess.Run(
            task.Program,
            ["inspect", "--model", model, "--chat", session.Experiment.ValueOf(Prompt.Chat).Text, .. adapter, .. source],
            _ => { },
            new BuildLog(session.RunFolder, task),
            task.Log
        );
    }
}
