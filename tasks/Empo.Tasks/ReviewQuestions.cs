using Empo.Experiments.View;

namespace Empo.Tasks;

/// <summary>
/// Writes the questions that are worth a person's time to <c>review.csv</c> in the view, with the decisions that were made before.
/// </summary>
public sealed class ReviewQuestions : RunVerb
{
    private protected override string? Target => "Review";

    private protected override IEnumerable<string> Arguments(Experiments.Settings.Experiment experiment, ExperimentView view)
    {
        Directory.CreateDirectory(view.Folder);
        string[] decisions = experiment.Decisions is { } file ? ["--decisions", file] : [];
        return
        [
            "review", "--store", StoreFolder, "--summary", view.SummaryFile, "--out",
            Path.Combine(view.Folder, "review.csv"),
            .. decisions,
        ];
    }
}
