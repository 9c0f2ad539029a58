using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.Metrics;
using Empo.Experiments.Pages;
using Empo.Experiments.Settings;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Curves;

/// <summary>
/// The curves of a run, taken from its manifests: a reused round has the points that it had when it ran. They are a function of the
/// finished stages in the graph's order, so later calls in a build only add points at the end.
/// </summary>
public static class RunCurves
{
    /// <summary>Counts that say the same in every round, or belong to another curve.</summary>
    private static readonly HashSet<string> LeftOut = new(StringComparer.Ordinal)
    {
        EvaluationMetrics.Questions, EvaluationMetrics.Labelled, StageCost.TokensReused, "samples", "steps",
    };

    /// <summary>The points of all stages of rounds up to the first that is not finished.</summary>
    public static IReadOnlyList<CurvePoint> Of(Experiment experiment, IReadOnlyList<NodeStatus> statuses)
    {
        var finished = statuses.TakeWhile(status => status.Manifest is not null).ToList();
        var bounds = GuardBounds.Of(experiment, finished).ToLookup(bound => (bound.Limit.Stage.Name, bound.Round));
        return
        [
            .. finished
                .Where(status => status.Node.Round is not null)
                .SelectMany(status =>
                    Metrics(status.Manifest!)
                        .Concat(bounds[(status.Node.Stage, status.Node.Round!.Value)].SelectMany(Limits))
                        .Where(point => double.IsFinite(point.Value))
                        .Select(point => new CurvePoint(point.Tag, status.Node.Round!.Value, point.Value, TimeOf(status)))
                ),
        ];
    }

    /// <summary>What a stage measured, as <c>stage/metric</c>, with its wall time and speed; values may be NaN or infinite.</summary>
    public static IEnumerable<(string Tag, double Value)> Metrics(Manifest manifest)
    {
        foreach (var (name, value) in manifest.Metrics.Where(metric => !LeftOut.Contains(metric.Key)))
        {
            yield return ($"{manifest.Stage}/{name}", value);
        }

        if (manifest.Seconds > 0)
        {
            yield return ($"{manifest.Stage}/seconds", manifest.Seconds);
            if (manifest.Metrics.TryGetValue(StageCost.Trained, out var trained))
            {
                yield return ($"{manifest.Stage}/tokens_per_second", trained / manifest.Seconds);
            }
        }
    }

    /// <summary>A limit's bounds beside its indicator, so that both can be drawn in one chart.</summary>
    private static IEnumerable<(string Tag, double Value)> Limits(GuardBounds bounds)
    {
        var name = $"{bounds.Limit.Stage}/limits/{bounds.Limit.Indicator}";
        if (bounds.Warn is { } warn)
        {
            yield return ($"{name}_warn", warn);
        }

        if (bounds.Stop is { } stop)
        {
            yield return ($"{name}_stop", stop);
        }
    }

    private static double TimeOf(NodeStatus status) => Figures.TimeOf(status.Manifest!.Finished)?.ToUnixTimeSeconds() ?? 0;
}
