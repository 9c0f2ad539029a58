using Empo.Experiments.Graph;

namespace Empo.Experiments.Runs;

/// <summary>How long the stages take that a run still has before it.</summary>
public static class TimeLeft
{
    /// <summary>Runs of a stage that its next run is expected to resemble: as training goes on, responses grow.</summary>
    private const int Recent = 3;

    /// <summary>
    /// Seconds of the stages without a manifest, each as long as the last runs of its kind took. A stage that has never run counts as
    /// nothing. A round that was found in the store counts with the time that it once took.
    /// </summary>
    public static double Of(IReadOnlyList<NodeStatus> statuses)
    {
        var left = 0.0;
        foreach (var stage in statuses.GroupBy(status => status.Node.Definition))
        {
            var recent = stage.Where(status => status.Manifest is not null).TakeLast(Recent).ToList();
            if (recent.Count > 0)
            {
                left += stage.Count(status => status.Manifest is null) * recent.Average(status => status.Manifest!.Seconds);
            }
        }

        return left;
    }

    /// <summary><c>, about 3 min 20 s left</c>, or nothing where nothing is left or known.</summary>
    public static string Text(IReadOnlyList<NodeStatus> statuses) =>
        Of(statuses) is >= 1 and var left ? $", about {Duration.Short(left)} left" : "";
}
