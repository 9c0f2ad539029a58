namespace Empo.Method;

/// <summary>Which questions a round trains on. The defaults admit everything.</summary>
public sealed record FilterThresholds
{
    /// <summary>
    /// Exclusive lower bound of semantic entropy in nats (or a share of ln G), or null for none. In nats it means something only together
    /// with G.
    /// </summary>
    public double? EntropyLow { get; init; }

    /// <summary>Exclusive upper bound of semantic entropy in nats (or a share of ln G), or null for none.</summary>
    public double? EntropyHigh { get; init; }

    /// <summary>Whether the two bounds are shares of ln G, 0 to 1, and so hold for every G alike.</summary>
    public bool EntropyAsShare { get; init; }

    /// <summary>Drop questions whose answers all agree.</summary>
    public bool Unanimous { get; init; }

    /// <summary>Drop questions of which no two answers agree.</summary>
    public bool AllDifferent { get; init; }

    /// <summary>Least share of the largest cluster, inclusive.</summary>
    public double MajorityLow { get; init; }

    /// <summary>Largest share of the largest cluster, inclusive.</summary>
    public double MajorityHigh { get; init; } = 1;

    /// <summary>Largest share of samples without an answer, inclusive.</summary>
    public double UnansweredHigh { get; init; } = 1;

    /// <summary>Least value of the largest reward of a group, inclusive, or null for none.</summary>
    public double? RewardLow { get; init; }

    /// <summary>Largest value of the largest reward of a group, inclusive, or null for none.</summary>
    public double? RewardHigh { get; init; }
}
