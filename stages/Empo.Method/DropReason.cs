namespace Empo.Method;

/// <summary>Why the filter left a question out of a round.</summary>
public enum DropReason
{
    /// <summary>Too many samples have no answer.</summary>
    NoAnswer,

    /// <summary>All answers agree: every advantage is zero.</summary>
    Unanimous,

    /// <summary>No two answers agree: every advantage is zero and nothing was learnt about the question.</summary>
    AllDifferent,

    /// <summary>Semantic entropy at or below the lower bound: confidence the method should not feed.</summary>
    EntropyLow,

    /// <summary>Semantic entropy at or above the upper bound: too uncertain to trust the clusters.</summary>
    EntropyHigh,

    /// <summary>The largest cluster holds less than the least admitted share.</summary>
    MajorityLow,

    /// <summary>The largest cluster holds more than the largest admitted share.</summary>
    MajorityHigh,

    /// <summary>The largest reward of the group is below the least admitted.</summary>
    RewardLow,

    /// <summary>The largest reward of the group is above the largest admitted.</summary>
    RewardHigh,
}
