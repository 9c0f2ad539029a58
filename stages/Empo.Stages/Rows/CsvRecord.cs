namespace Empo.Stages.Rows;

/// <summary>One record of a CSV file, or the reason why it cannot be read.</summary>
/// <param name="Line">Line where it begins, from 1.</param>
/// <param name="Fields">Empty where there is a fault.</param>
/// <param name="Rows">Number of rows that it counts as, where a broken record swallowed others.</param>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Fields, RowFault? Fault = null, string Why = "", int Rows = 1);
