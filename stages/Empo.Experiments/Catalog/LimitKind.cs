
namespace Empo.Experiments.Catalog;

/// <summary>How an indicator is compared with its limit.</summary>
public enum LimitKind
{
    /// <summary>Broken below limit times the first round's value.</summary>
    ShareOfFirst,

    /// <summary>Broken above the first round's value plus the limit.</summary>
    RiseOverFirst,

    /// <summary>Broken below the limit itself.</summary>
    AtLeast,

    /// <summary>Broken above the limit itself.</summary>
    AtMost,

    /// <summary>Broken where the upper end of the interval lies below the base's value minus the limit.</summary>
    FallBelowBase,
}
