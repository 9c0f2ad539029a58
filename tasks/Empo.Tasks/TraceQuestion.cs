using System.Diagnostics;
using Empo.Experiments.Execution;
using Empo.Experiments.View;
using Microsoft.Build.Framework;

namespace Empo.Tasks;

/// <summary>Prints what became of one question: the stage program reads the Parquet files, so that no task needs to.</summary>
public sealed class TraceQuestion : PipelineTask
{
    /// <summary>Question id, or the beginning of it.</summary>
    [Required]
    public string Question { get; set; } = "";

    /// <summary>The stage program.</summary>
    [Required]
    public string Program { get; set; } = "";

    protected override void Run()
    {
        var view = new ExperimentView(ArtifactsFolder, Path.GetFileNameWithoutExtension(Experiment));
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in new[] { "exec", Program, "trace", "--store", StoreFolder, "--summary", view.SummaryFile, "--question", Question })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            Say($"  {line}");
        }

        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            using var log = new BuildLog(view, Log);
            foreach (var line in errors.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                log.Pass(line);
            }

            if (!Log.HasLoggedErrors)
            {
                throw new StageFailure("EMPO6007", $"The stage program ended with code {process.ExitCode} and gave no reason.");
            }
        }
    }
}
