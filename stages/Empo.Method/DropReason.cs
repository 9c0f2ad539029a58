namespace Empo.Method;

/// <summary>Why the filter left a question out of a round.</summary>
public enum DropReason
{
    /// <summary>Too many samples have no answer.</summary>
    NoAnswer,

    /// <summary>
    /// All answers agree. Every advantage is zero where the reward depends only on the cluster (empo, voting, correct), but not for other
    /// rewards.
    /// </summary>
    Unanimous,

    /// <summary>
    /// No two answers agree, so their shares say nothing. Rewards that read more than shares (correct, length, random) could still tell
    /// them apart.
    /// </summary>
    AllDifferent,

    /// <summary>Semantic entropy at or below the lower bound: confidence that training should not reinforce.</summary>
    EntropyLow,

    /// <summary>Semantic entropy at or above the upper bound: too uncertain to trust the clusters.</summary>
    EntropyHigh,

    /// <summary>The largest cluster holds less than the smallest allowed share.</summary>
    MajorityLow,

    /// <summary>The largest cluster holds more than the largest allowed share.</summary>
    MajorityHigh,

    /// <summary>The largest reward of the group is below the smallest allowed value.</summary>
    RewardLow,

    /// <summary>The largest reward of the group is above the largest allowed value.</summary>
    RewardHigh,
}
