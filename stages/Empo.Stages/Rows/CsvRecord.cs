namespace Empo.Stages.Rows;

/// <summary>One record of a CSV file, or why it is none.</summary>
/// <param name="Line">Line where it begins, from 1.</param>
/// <param name="Fields">Empty where there is a fault.</param>
/// <param name="Rows">How many rows it is, where a broken record took in others.</param>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Fields, RowFault? Fault = null, string Why = "", int Rows = 1);
