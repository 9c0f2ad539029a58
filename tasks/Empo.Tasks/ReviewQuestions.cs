using Empo.Experiments.Runs;

namespace Empo.Tasks;

/// <summary>
/// Writes the questions that are worth a person's time to <c>review.csv</c> in the run folder, with the decisions that were made before.
/// </summary>
public sealed class ReviewQuestions : RunVerb
{
    private protected override string? Target => "Review";

    private protected override IEnumerable<string> Arguments(Experiments.Settings.Experiment experiment, RunFolder runFolder)
    {
        Directory.CreateDirectory(runFolder.Folder);
        string[] decisions = experiment.Decisions is { } file ? ["--decisions", file] : [];
        return
        [
            "review", "--store", StoreFolder, "--summary", runFolder.SummaryFile, "--out",
            Path.Combine(runFolder.Folder, "review.csv"),
            .. decisions,
        ];
    }
}
