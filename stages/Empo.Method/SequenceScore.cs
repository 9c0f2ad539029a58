namespace Empo.Method;

/// <summary>Log-probability of a whole response from the log-probabilities of its tokens, in nats.</summary>
public static class SequenceScore
{
    /// <summary>
    /// <c>s = Σ_t ln p_t</c>, the log-probability proper; falls with length. An empty response scores 0.
    /// Example: -0.1, -0.3 give -0.4.
    /// </summary>
    public static double Sum(ReadOnlySpan<float> tokenLogProbs)
    {
        double sum = 0;
        foreach (float logProb in tokenLogProbs)
        {
            sum += logProb;
        }

        return sum;
    }

    /// <summary>
    /// <c>s = (1/T) Σ_t ln p_t</c>, length-normalised, the default of the semantic-entropy literature. An empty response scores 0.
    /// Example: -0.1, -0.3 give -0.2.
    /// </summary>
    public static double Mean(ReadOnlySpan<float> tokenLogProbs) =>
        tokenLogProbs.IsEmpty ? 0 : Sum(tokenLogProbs) / tokenLogProbs.Length;
}
