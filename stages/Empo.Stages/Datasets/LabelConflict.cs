namespace Empo.Stages.Datasets;

/// <summary>Two rows with the same question and labels that mean different things.</summary>
/// <param name="Kept">The row whose label counts.</param>
/// <param name="LeftOut">The row that was left out.</param>
internal sealed record LabelConflict(DatasetQuestion Kept, DatasetQuestion LeftOut);
