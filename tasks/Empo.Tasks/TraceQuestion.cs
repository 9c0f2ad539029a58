using Empo.Experiments.Runs;

namespace Empo.Tasks;

/// <summary>Prints what happened to one question, and writes the same to question.json.</summary>
public sealed class TraceQuestion : RunVerb
{
    /// <summary>Question id, or its beginning.</summary>
    private string Question => Given["EmpoQuestion"];

    protected override void Run()
    {
        if (Question.Length > 0)
        {
            base.Run();
        }
    }

    private protected override string? Target => "Lineage";

    private protected override IEnumerable<string> Arguments(Experiments.Settings.Experiment experiment, RunFolder runFolder) =>
        [
            "trace", "--store", StoreFolder, "--summary", runFolder.SummaryFile, "--question", Question, "--out",
            Path.Combine(runFolder.Folder, "question.json"),
        ];
}
