namespace Empo.Experiments.Reproduction;

/// <summary>How closely a stage was compared with the lock.</summary>
public enum LockLevel
{
    /// <summary>Every output has the bytes of the lock.</summary>
    Bytes,

    /// <summary>Another numerics class: measurements lie within the range of the locked seeds.</summary>
    Metrics,

    /// <summary>Another numerics class, and nothing of this stage can be compared.</summary>
    None,
}
