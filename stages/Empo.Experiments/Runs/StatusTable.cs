using Empo.Experiments.Graph;

namespace Empo.Experiments.Runs;

/// <summary>The state of every stage as text. Neighbouring stages with the same state and reason share one line.</summary>
public static class StatusTable
{
    public static IEnumerable<string> Lines(IReadOnlyList<NodeStatus> statuses)
    {
        for (var start = 0; start < statuses.Count;)
        {
            var end = start;
            while (
                end + 1 < statuses.Count
                && statuses[end + 1].State == statuses[start].State
                && Reason(statuses[end + 1]) == Reason(statuses[start])
            )
            {
                end++;
            }

            var range =
                start == end
                    ? statuses[start].Node.Id
                    : $"{statuses[start].Node.Id} ... {statuses[end].Node.Id} ({end - start + 1} stages)";
            yield return $"  {Name(statuses[start].State), -11} "
                + $"{range}{(Reason(statuses[start]).Length > 0 ? $": {Reason(statuses[start])}" : "")}";
            start = end + 1;
        }
    }

    /// <summary>How people and scripts read a state.</summary>
    public static string Name(StageState state) => state switch
    {
        StageState.UpToDate => "up to date",
        StageState.Stale => "stale",
        StageState.Pending => "pending",
    };

    private static string Reason(NodeStatus status) => status.State switch
    {
        StageState.Stale => $"because {status.Reason}",
        StageState.UpToDate or StageState.Pending => status.Reason,
    };
}
