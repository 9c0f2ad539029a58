using System.Text.Json;
using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;

namespace Empo.Tasks;

/// <summary>Has the experiment's inference servers asked before anything runs, where <c>server.check</c> is true.</summary>
internal static class ServerCheck
{
    /// <param name="task">The task that asks.</param>
    public static void Run(PipelineSession session, PipelineTask task)
    {
        var experiment = session.Experiment;
        if (experiment.Engine != RolloutEngine.Server || !experiment.Get(RolloutServer.Check) || experiment.Model is not { } model)
        {
            return;
        }

        VerbProcess.Run(
            task.Program,
            [
                "servers",
                "--model", model,
                "--prompt-tokens", experiment.ValueOf(Prompt.MaxTokens).Text,
                "--settings", JsonSerializer.Serialize(experiment.SliceFor(StageTable.Rollout).Values),
            ],
            line => task.Say($"  {line}"),
            new BuildLog(session.RunFolder, task),
            task.Log
        );
    }
}
