namespace Empo.Method;

/// <summary>Estimate of the divergence from the reference in the loss; the formulas are those of <see cref="KlEstimate"/>.</summary>
public enum KlEstimator
{
    /// <summary>x² / 2.</summary>
    K2,

    /// <summary>exp(-x) + x - 1.</summary>
    K3,
}
