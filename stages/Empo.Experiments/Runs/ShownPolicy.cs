using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;

namespace Empo.Experiments.Runs;

/// <summary>
/// Decides which policy <c>policy/</c> shows: the newest that is up to date or, after a stop, the last good one. Where the retention rules
/// have removed that one, it is the newest earlier policy that is left.
/// </summary>
/// <param name="Wanted">Round of the policy that should be shown; 0 is the base.</param>
/// <param name="Round">Round of the policy that is shown.</param>
/// <param name="Maker">The stage that made it; null where it is the user's own model, or nothing is made yet.</param>
public sealed record ShownPolicy(int Wanted, int Round, NodeStatus? Maker)
{
    /// <summary>The reason given where a whole build makes the last policy again.</summary>
    public const string Removed = "its policy was removed by the retention rules and policy/ shows it";

    public static ShownPolicy Of(IEnumerable<NodeStatus> statuses, GuardVerdict verdict)
    {
        var newest = verdict.Stop is null ? int.MaxValue : verdict.LastGoodRound;
        var made = statuses
            .Where(status =>
                status.Node.Definition.Outputs.Contains(StageTable.Policy)
                && (status.Node.Round ?? 0) <= newest
                && status.Manifest is not null
            )
            .ToList();
        var shown = made.FindLast(status => !status.Manifest!.Output(StageTable.Policy).Evicted);
        return new ShownPolicy(made.Count > 0 ? made[^1].Node.Round ?? 0 : 0, shown?.Node.Round ?? 0, shown);
    }

    /// <summary>
    /// Whether a stage is up to date, but the policy that it made for <c>policy/</c> is gone. This happens where a longer run went past the
    /// round with which this run ends.
    /// </summary>
    public static bool IsRemoved(Pipeline pipeline, NodeStatus status) =>
        status.Node == pipeline.Find(StageTable.Update, pipeline.Experiment.Rounds)
        && status.Manifest?.Output(StageTable.Policy).Evicted == true;

    /// <summary>The sentence about the policy in the error of a stop.</summary>
    public string AfterStop()
    {
        var (wanted, round) = (Wanted.ToString(CultureInfo.InvariantCulture), Round.ToString(CultureInfo.InvariantCulture));
        return Wanted == Round
            ? $"The last good policy is that of round {wanted}, and policy/ points to it (round 0 is the base)."
            : $"The last good policy is that of round {wanted}, but the retention rules have removed it: policy/ points to that "
                + $"of round {round} (round 0 is the base), and a build with rounds={wanted} makes it again.";
    }
}
