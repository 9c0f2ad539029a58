
namespace Empo.Experiments.Settings;

/// <summary>The two settings of one indicator.</summary>
/// <param name="Indicator">As in <see cref="Catalog.GuardLimit.Indicator"/>.</param>
/// <param name="Warn">The limit beyond which the build warns about a round; null for no limit.</param>
/// <param name="Stop">The limit beyond which training stops; null for no limit.</param>
public sealed record GuardThresholds(string Indicator, Setting<double?> Warn, Setting<double?> Stop);
