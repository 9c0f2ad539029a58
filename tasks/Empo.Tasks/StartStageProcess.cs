using Empo.Experiments.Protocol;
using Microsoft.Build.Framework;

namespace Empo.Tasks;

/// <summary>Starts the one stage process of a build and leaves it with this node until the build ends.</summary>
public sealed class StartStageProcess : PipelineTask
{
    /// <summary>Absolute path of the stage program's assembly.</summary>
    [Required]
    public string Program { get; set; } = "";

    /// <summary>Name of the pipe on which the process listens.</summary>
    [Output]
    public string Pipe { get; set; } = "";

    /// <summary>File with what the process prints by itself.</summary>
    [Output]
    public string ProcessLog { get; set; } = "";

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
        Directory.CreateDirectory(session.View.Logs);
        Pipe = PipeName.Create();
        ProcessLog = Path.Combine(session.View.Logs, "stage-process.log");
        new LogFile(ProcessLog).Begin();
        BuildEngine4.RegisterTaskObject(
            "empo-process-" + Pipe,
            new StageProcess(Program, Pipe, ProcessLog),
            RegisteredTaskObjectLifetime.Build,
            allowEarlyCollection: false
        );
        Log.LogMessage(
            MessageImportance.Normal,
            "Stage process of this build listens on {0}; its own output goes to {1}",
            Pipe,
            ProcessLog
        );
    }
}
