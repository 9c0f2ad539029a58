using Empo.Experiments.Catalog;
using Empo.Experiments.Storage;

namespace Empo.Tasks;

/// <summary>
/// Has the file of people's decisions checked before anything runs. Text that cannot be understood is an error; a decision that matches no
/// question is a warning.
/// </summary>
internal static class DecisionsCheck
{
    /// <param name="prepared">The entry with the prepared questions; null where they are yet to be prepared, so that they are
    /// unknown.</param>
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
