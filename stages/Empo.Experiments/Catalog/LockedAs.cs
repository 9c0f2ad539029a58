namespace Empo.Experiments.Catalog;

/// <summary>What a lock requires of a stage.</summary>
public enum LockedAs
{
    /// <summary>The same bytes on machines of the lock's numerics class.</summary>
    NumericsClass,

    /// <summary>The same bytes on every machine: the stage computes no floating point beyond the order of its inputs.</summary>
    Everywhere,

    /// <summary>Nothing: the lock leaves the stage out.</summary>
    Nothing,
}
