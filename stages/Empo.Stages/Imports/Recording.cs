using Empo.Stages.Rows;

namespace Empo.Stages.Imports;

/// <summary>A file of responses that another program sampled.</summary>
/// <param name="File">Absolute path.</param>
/// <param name="Steps">In order of first appearance.</param>
internal sealed record Recording(string File, IReadOnlyList<ImportedStep> Steps)
{
    /// <summary>The column that tells questions of one prompt apart; null where none is needed.</summary>
    public string? GroupColumn { get; init; }

    /// <summary>Questions with several prompts in one step.</summary>
    public IReadOnlyList<MixedQuestion> Mixed { get; init; } = [];

    /// <summary>Rows whose prompt is white space, which are in no step.</summary>
    public int Blank { get; init; }

    /// <summary>What is odd about its rows.</summary>
    public required OddRows Odd { get; init; }
}
