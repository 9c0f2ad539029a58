namespace Empo.Experiments.Graph;

/// <summary>What is known about a stage before its turn.</summary>
public enum StageState
{
    /// <summary>The store has its outputs.</summary>
    UpToDate,

    /// <summary>Its key is known and the store has nothing for it: it must run.</summary>
    Stale,

    /// <summary>It depends on a stage that must run first; its key is not known yet.</summary>
    Pending,
}
