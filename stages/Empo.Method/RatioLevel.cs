namespace Empo.Method;

/// <summary>What has a probability ratio of its own in a clipped policy loss.</summary>
public enum RatioLevel
{
    /// <summary>Each token (PPO).</summary>
    Token,

    /// <summary>Each response: the geometric mean of its tokens' ratios (GSPO).</summary>
    Sequence,
}
