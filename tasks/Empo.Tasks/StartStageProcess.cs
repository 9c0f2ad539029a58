using Empo.Experiments.Protocol;
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
        Started = Given.With(("Pipe", pipe), ("ProcessLog", log)).ToString();
        BuildEngine4.RegisterTaskObject(
            "empo-process-" + pipe,
            new StageProcess(Program, pipe, log),
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
}
