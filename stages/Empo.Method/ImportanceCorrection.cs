namespace Empo.Method;

/// <summary>What becomes of a token on which trainer and rollout engine disagree; the weights are those of <see cref="ImportanceWeights"/>.</summary>
public enum ImportanceCorrection
{
    /// <summary>Every token weighs 1.</summary>
    None,

    /// <summary>min(exp(d), C).</summary>
    Truncate,

    /// <summary>exp(d), or 0 above C.</summary>
    Mask,
}
