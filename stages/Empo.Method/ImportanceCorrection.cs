namespace Empo.Method;

/// <summary>
/// Importance weight of a token, which corrects for the disagreement of trainer and rollout engine, with d = ln p_trainer - ln p_rollout
/// and a bound C. Source: truncated importance sampling, Ionides 2008, as in verl.
/// </summary>
public enum ImportanceCorrection
{
    /// <summary>Every token has weight 1.</summary>
    None,

    /// <summary>min(exp(d), C).</summary>
    Truncate,

    /// <summary>exp(d), or 0 above C.</summary>
    Mask,
}
