namespace Empo.Stages.Sampling;

/// <summary>What continuous batching computed.</summary>
/// <param name="Steps">Forward passes of one token for each row.</param>
/// <param name="RowSteps">Rows of all steps together.</param>
/// <param name="LiveRowSteps">Those that held a response.</param>
/// <param name="FewestRows">Fewest rows with a response in a step while samples were waiting; int.MaxValue where none waited.</param>
internal sealed record DecodingCounts(long Steps, long RowSteps, long LiveRowSteps, int FewestRows)
{
    /// <summary>Share of the computed rows that held a response, 0..1; NaN without a step.</summary>
    public double RowUse => LiveRowSteps / (double)RowSteps;
}
