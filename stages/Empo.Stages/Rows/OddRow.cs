namespace Empo.Stages.Rows;

/// <summary>The first odd row of a kind.</summary>
/// <param name="Line">Line where it begins, from 1; 0 where the file has no lines.</param>
/// <param name="Number">Number of the row, from 1.</param>
/// <param name="Why">What is odd about it, such as "it has no 'answer'".</param>
internal sealed record OddRow(int Line, long Number, string Why);
