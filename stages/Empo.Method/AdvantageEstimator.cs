namespace Empo.Method;

/// <summary>How rewards of a group become advantages; the formulas are those of <see cref="Advantages"/>.</summary>
public enum AdvantageEstimator
{
    /// <summary>(r - mean) / (std + ε): GRPO, and equation 5 of the paper.</summary>
    ZScore,

    /// <summary>r - mean: Dr. GRPO.</summary>
    MeanCentred,

    /// <summary>r - mean of the others: RLOO.</summary>
    LeaveOneOut,
}
