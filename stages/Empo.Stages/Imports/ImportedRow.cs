namespace Empo.Stages.Imports;

/// <summary>A row of a recording before its question has a name.</summary>
/// <param name="Step">The step as the recording names it; empty where it names none.</param>
/// <param name="Prompt">What was asked.</param>
/// <param name="Responses">Its responses, without question and place among the question's.</param>
internal sealed record ImportedRow(string Step, ImportedPrompt Prompt, IReadOnlyList<ImportedResponse> Responses)
{
    /// <summary>Line in its file, or number of the row in Parquet, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The label as it is written, or null.</summary>
    public string? Answer { get; init; }
}
