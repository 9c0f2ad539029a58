namespace Empo.Stages.Rows;

/// <summary>The number of rows that are odd in one way, and the first of them.</summary>
internal sealed record OddCount(int Rows, OddRow First);
