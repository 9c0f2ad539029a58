namespace Empo.Experiments.Catalog;

/// <summary>How closely a lock holds a stage.</summary>
public enum LockedAs
{
    /// <summary>Bytes on machines of the lock's numerics class.</summary>
    NumericsClass,

    /// <summary>Bytes on every machine: the stage computes no floating point beyond the order of its inputs.</summary>
    Everywhere,

    /// <summary>Not at all.</summary>
    Nothing,
}
