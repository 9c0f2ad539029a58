namespace Empo.Method;

/// <summary>Decides which questions a round trains on. The defaults allow every question.</summary>
public sealed record FilterThresholds
{
    /// <summary>
    /// Exclusive lower bound of semantic entropy in nats (or a share of ln G), or null for none. In nats it is meaningful only together
    /// with G.
    /// </summary>
    public double? EntropyLow { get; init; }

    /// <summary>Exclusive upper bound of semantic entropy in nats (or a share of ln G), or null for none.</summary>
    public double? EntropyHigh { get; init; }

    /// <summary>Whether the two bounds are shares of ln G, 0 to 1, and so mean the same for every G.</summary>
    public bool EntropyAsShare { get; init; }

    /// <summary>Drop questions whose answers all agree.</summary>
    public bool Unanimous { get; init; }

    /// <summary>Drop questions of which no two answers agree.</summary>
    public bool AllDifferent { get; init; }

    /// <summary>Smallest allowed share of the largest cluster, inclusive.</summary>
    public double MajorityLow { get; init; }

    /// <summary>Largest allowed share of the largest cluster, inclusive.</summary>
    public double MajorityHigh { get; init; } = 1;

    /// <summary>Largest allowed share of samples without an answer, inclusive.</summary>
    public double UnansweredHigh { get; init; } = 1;

    /// <summary>Smallest allowed value of a group's largest reward, inclusive, or null for none.</summary>
    public double? RewardLow { get; init; }

    /// <summary>Largest allowed value of a group's largest reward, inclusive, or null for none.</summary>
    public double? RewardHigh { get; init; }
}
