namespace Empo.Stages.Rows;

/// <summary>The first row of a kind that is odd.</summary>
/// <param name="Line">Line where it begins, from 1; 0 where the file has no lines.</param>
/// <param name="Number">Place among the rows, from 1.</param>
/// <param name="Why">What is odd about it, such as "it has no 'answer'".</param>
internal sealed record OddRow(int Line, long Number, string Why);
