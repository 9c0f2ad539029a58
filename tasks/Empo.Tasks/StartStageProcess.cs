using Empo.Experiments.Protocol;
using Empo.Experiments.Settings.Sections;
using Microsoft.Build.Framework;

namespace Empo.Tasks;

/// <summary>Starts the one stage process of a build and registers it with this node until the build ends.</summary>
public sealed class StartStageProcess : PipelineTask
{
    /// <summary>The session with the pipe on which the process listens, and with the file for its own output.</summary>
    [Output]
    public string Started { get; set; } = "";

    protected override void Run()
    {
        if (!File.Exists(Program))
        {
            throw new UserError(
                "EMPO6005",
                $"The stage program does not exist: {Program}. Build the tools (dotnet build pipeline.proj does it by itself) or "
                    + "correct EmpoTools.",
                Program
            );
        }

        var session = OpenSession();
        Directory.CreateDirectory(session.RunFolder.Logs);
        var pipe = PipeName.Create();
        var log = Path.Combine(session.RunFolder.Logs, "stage-process.log");
        new LogFile(log).Begin();
        var ranks = Path.Combine(session.RunFolder.Logs, "ranks");
        var launch = Launch is { } given ? given with { KeyVariables = KeyVariables(session) } : null;
        if (launch is not null && Directory.Exists(ranks))
        {
            Directory.Delete(ranks, recursive: true);
        }

        Started = Given.With(("Pipe", pipe), ("ProcessLog", log)).ToString();
        BuildEngine4.RegisterTaskObject(
            "empo-process-" + pipe,
            new StageProcess(Program, pipe, log, LaunchArguments.Of(launch, ranks)),
            RegisteredTaskObjectLifetime.Build,
            allowEarlyCollection: false
        );
        Log.LogMessage(
            MessageImportance.Normal,
            "Stage process of this build listens on {0}; its own output goes to {1}",
            pipe,
            log
        );
    }

    /// <summary>Names of the environment variables that hold keys of servers.</summary>
    private static IReadOnlyList<string> KeyVariables(PipelineSession session) =>
        [.. new[] { session.Experiment.Get(Judge.KeyVariable), session.Experiment.Get(RolloutServer.KeyVariable) }
            .Where(name => name.Length > 0)
            .Distinct()];
}
