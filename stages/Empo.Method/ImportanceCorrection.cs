namespace Empo.Method;

/// <summary>
/// Weight of a token on which trainer and rollout engine disagree, with d = ln p_trainer - ln p_rollout and a bound C. Source: truncated
/// importance sampling, Ionides 2008, as in verl.
/// </summary>
public enum ImportanceCorrection
{
    /// <summary>Every token weighs 1.</summary>
    None,

    /// <summary>min(exp(d), C).</summary>
    Truncate,

    /// <summary>exp(d), or 0 above C.</summary>
    Mask,
}
