namespace Empo.Experiments.Graph;

/// <summary>A file that a dataset manifest lists.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Split">As written; null where it is missing.</param>
/// <param name="HasAnswers">Whether a column of answers is named.</param>
/// <param name="Line">Line of the entry's <c>path</c> in the manifest.</param>
public sealed record DatasetEntry(string Path, string? Split, bool HasAnswers, int Line);
