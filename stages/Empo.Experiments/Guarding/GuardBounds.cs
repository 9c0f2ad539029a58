using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Settings;

namespace Empo.Experiments.Guarding;

/// <summary>The values beyond which an indicator breaks its limits in a round.</summary>
/// <param name="Round">A round in which the indicator was judged.</param>
/// <param name="Limit">The row of the table.</param>
/// <param name="Warn">Bound of the warning; null where there is none.</param>
/// <param name="Stop">Bound at which training stops; null where there is none.</param>
public sealed record GuardBounds(int Round, GuardLimit Limit, double? Warn, double? Stop)
{
    /// <summary>The bounds of every judged round, in the order of the table of limits.</summary>
    public static IEnumerable<GuardBounds> Of(Experiment experiment, IEnumerable<NodeStatus> statuses)
    {
        foreach (var series in GuardSeries.Of(experiment, statuses))
        {
            var (warn, stop) = experiment.Limits(series.Limit.Indicator);
            foreach (var (round, _) in warn is null && stop is null ? [] : series.Values)
            {
                yield return new GuardBounds(round, series.Limit, Bound(series, warn), Bound(series, stop));
            }
        }
    }

    private static double? Bound(GuardSeries series, double? limit) =>
        limit is { } set && series.Limit.Applies(series.First) ? series.Limit.Bound(series.First, set) : null;
}
