using Empo.Stages.Rows;

namespace Empo.Stages.Imports;

/// <summary>A file of responses that another program sampled.</summary>
/// <param name="File">Absolute path.</param>
/// <param name="Steps">In order of first appearance.</param>
internal sealed record Recording(string File, IReadOnlyList<ImportedStep> Steps)
{
    /// <summary>The column that distinguishes questions with the same prompt; null where none is needed.</summary>
    public string? GroupColumn { get; init; }

    /// <summary>Questions with several prompts in one step.</summary>
    public IReadOnlyList<MixedQuestion> Mixed { get; init; } = [];

    /// <summary>Number of rows whose prompt is white space; they are in no step.</summary>
    public int Blank { get; init; }

    /// <summary>Rows of the file that are odd.</summary>
    public required OddRows Odd { get; init; }
}
