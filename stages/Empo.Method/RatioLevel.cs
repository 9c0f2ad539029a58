namespace Empo.Method;

/// <summary>The level at which a clipped policy loss computes the probability ratio.</summary>
public enum RatioLevel
{
    /// <summary>Each token (PPO).</summary>
    Token,

    /// <summary>Each response: the geometric mean of its tokens' ratios (GSPO).</summary>
    Sequence,
}
