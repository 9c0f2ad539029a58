namespace Empo.Stages.Rows;

/// <summary>How many rows are odd in one way.</summary>
internal sealed record OddCount(int Rows, OddRow First);
