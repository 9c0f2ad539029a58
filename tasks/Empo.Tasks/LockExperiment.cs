using Empo.Experiments.Reproduction;

namespace Empo.Tasks;

/// <summary>Writes the lock of a finished run beside its experiment.</summary>
public sealed class LockExperiment : PipelineTask
{
    protected override void Run()
    {
        var session = OpenSession();
        var path = LockFile.PathOf(session.Experiment.File);
        var made = LockMaking.Of(session.Experiment, session.Resolution.DecideAll(), File.Exists(path) ? LockFile.Read(path) : null);
        LockFile.Write(path, made);
        Say($"  {path}: {made.Stages.Count} stages, measurements of {(made.Runs.Count == 1 ? "seed" : "seeds")} {string.Join(", ", made.Runs.Keys)}");
    }
}
