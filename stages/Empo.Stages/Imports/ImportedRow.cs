namespace Empo.Stages.Imports;

/// <summary>A row of a recording before its question gets an id.</summary>
/// <param name="Step">The step as the recording names it; empty where it names none.</param>
/// <param name="Prompt">What was asked.</param>
/// <param name="Responses">The row's responses. Their question id and sample index are not set yet.</param>
internal sealed record ImportedRow(string Step, ImportedPrompt Prompt, IReadOnlyList<ImportedResponse> Responses)
{
    /// <summary>Line in its file, or number of the row in Parquet, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The label as written, or null.</summary>
    public string? Answer { get; init; }
}
