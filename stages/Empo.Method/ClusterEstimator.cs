namespace Empo.Method;

/// <summary>How the probability of a meaning cluster is estimated from G samples.</summary>
public enum ClusterEstimator
{
    /// <summary>Share of the samples, which EMPO rewards (arXiv 2504.05812, equation 3).</summary>
    Frequency,

    /// <summary>Samples weighted by exp of their mean token log-probability (length-normalised).</summary>
    Likelihood,

    /// <summary>Samples weighted by exp of their summed token log-probability.</summary>
    LikelihoodSum,
}
