namespace Empo.UnitTests.Oracles;

/// <summary>
/// Weights that correct for the difference between the program that sampled and the one that trains: <c>w = exp(d)</c> with
/// <c>d = ln p_trainer - ln p_rollout</c> of a token, bounded by C. Source: truncated importance sampling, Ionides 2008, as in verl.
/// </summary>
internal static class ImportanceWeights
{
    /// <summary><c>min(exp(d), C)</c>. Example, C = 3: d of 0.1 -0.2 1.5 give 1.105171 0.818731 3.</summary>
    public static double Truncated(double logDifference, double largest) => Math.Min(Math.Exp(logDifference), largest);

    /// <summary><c>exp(d)</c>, or 0 where it exceeds C. Example, C = 3: 1.105171 0.818731 0.</summary>
    public static double Masked(double logDifference, double largest)
    {
        double weight = Math.Exp(logDifference);
        return weight <= largest ? weight : 0;
    }
}
