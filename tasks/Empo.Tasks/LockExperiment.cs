using Empo.Experiments.Reproduction;

namespace Empo.Tasks;

/// <summary>Writes the lock of a finished run next to its experiment.</summary>
public sealed class LockExperiment : PipelineTask
{
    private protected override string? Target => "Lock";

    protected override void Run()
    {
        var session = OpenSession();
        var path = LockFile.PathOf(session.Experiment.File);
        var before = File.Exists(path) ? LockFile.Read(path) : null;
        var made = LockMaking.Of(session.Experiment, session.Resolution.DecideAll(), before);
        LockFile.Write(path, made);
        if (LockMaking.Lost(before, made) is { } lost)
        {
            Say($"  {lost}");
        }

        Say(
            $"  {path}: {made.Stages.Count} stages, "
                + $"{(made.Runs.Values.Any(run => run.Count > 0) ? "measurements of" : "nothing evaluated,")} "
                + $"{(made.Runs.Count == 1 ? "seed" : "seeds")} {string.Join(", ", made.Runs.Keys)}"
        );
    }
}
