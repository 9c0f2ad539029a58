using Empo.Experiments.Catalog;
using Empo.Experiments.Storage;

namespace Empo.Tasks;

/// <summary>
/// Has the file of people's decisions read before anything runs: what cannot be understood is an error, what is for no question a warning.
/// </summary>
internal static class DecisionsCheck
{
    /// <param name="prepared">The entry with the prepared questions; null where they are still to be made, so that nothing is known of
    /// them.</param>
    /// <param name="task">The task that asks.</param>
    public static void Run(PipelineSession session, Manifest? prepared, PipelineTask task)
    {
        if (session.Experiment.Decisions is not { } file)
        {
            return;
        }

        string[] questions = prepared is null
            ? []
            : ["--questions", session.Resolution.Store.PathOf(prepared, StageTable.TrainingQuestions)];
        VerbProcess.Run(
            task.Program,
            ["decisions", "--file", file, .. questions],
            _ => { },
            new BuildLog(session.RunFolder, task),
            task.Log
        );
    }
}
