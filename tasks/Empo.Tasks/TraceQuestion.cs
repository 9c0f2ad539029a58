using Empo.Experiments.View;
using Microsoft.Build.Framework;

namespace Empo.Tasks;

/// <summary>Prints what became of one question.</summary>
public sealed class TraceQuestion : RunVerb
{
    /// <summary>Question id, or the beginning of it.</summary>
    [Required]
    public string Question { get; set; } = "";

    private protected override IEnumerable<string> Arguments(ExperimentView view) => ["trace", "--store", StoreFolder, "--summary", view.SummaryFile, "--question", Question];
}
