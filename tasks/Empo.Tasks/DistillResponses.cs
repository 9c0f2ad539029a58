using Empo.Experiments.Runs;

namespace Empo.Tasks;

/// <summary>
/// Writes the responses of the last round that agree with their question's majority to <c>distill.jsonl</c> in the run folder, and the
/// manifest by which <c>finetune.dataset</c> names them.
/// </summary>
public sealed class DistillResponses : RunVerb
{
    private protected override string? Target => "Distill";

    private protected override IEnumerable<string> Arguments(Experiments.Settings.Experiment experiment, RunFolder runFolder)
    {
        Directory.CreateDirectory(runFolder.Folder);
        return
        [
            "distill", "--store", StoreFolder, "--summary", runFolder.SummaryFile,
            "--out", Path.Combine(runFolder.Folder, "distill.jsonl"),
        ];
    }
}
