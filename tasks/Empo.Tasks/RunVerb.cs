using System.Diagnostics;
using Empo.Experiments.Execution;
using Empo.Experiments.View;
using Microsoft.Build.Framework;

namespace Empo.Tasks;

/// <summary>Runs a verb of the stage program over the view of an experiment and shows its lines; the program reads Parquet, so that no task needs to.</summary>
public abstract class RunVerb : PipelineTask
{
    /// <summary>The stage program.</summary>
    [Required]
    public string Program { get; set; } = "";

    /// <summary>Verb and arguments.</summary>
    private protected abstract IEnumerable<string> Arguments(ExperimentView view);

    protected override void Run()
    {
        var view = new ExperimentView(ArtifactsFolder, Path.GetFileNameWithoutExtension(Experiment));
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in new[] { "exec", Program }.Concat(Arguments(view)))
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
            var log = new BuildLog(view, Log, Importance);
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
