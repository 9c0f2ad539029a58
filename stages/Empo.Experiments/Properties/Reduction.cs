namespace Empo.Experiments.Properties;

/// <summary>How the ranks of an update add their gradients (EmpoReduction).</summary>
public enum Reduction
{
    /// <summary>In the order of micro-batches: the same bytes for any number of ranks.</summary>
    Ordered,

    /// <summary>Each rank its own first: less traffic, and last bits that depend on the number of ranks.</summary>
    Fast,
}
