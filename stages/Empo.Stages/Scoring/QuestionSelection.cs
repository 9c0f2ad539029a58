using Empo.Method;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Scoring;

/// <summary>Decides which questions a round trains on and what each of their samples weighs.</summary>
internal static class QuestionSelection
{
    public const string Kept = "kept";

    /// <summary>An acceptable question that the round has no room for.</summary>
    public const string Surplus = "surplus";

    /// <summary>The rows of all questions in draw order; the first <paramref name="most"/> acceptable questions are kept.</summary>
    /// <param name="groups">The scores of each question, questions in draw order, samples in order of their index.</param>
    /// <param name="thresholds">What makes a question acceptable.</param>
    /// <param name="most">Questions a round trains on at most.</param>
    /// <param name="epsilon">Added to the standard deviation of a group's rewards.</param>
    public static IEnumerable<SelectionRow> Select(IEnumerable<IReadOnlyList<ScoreRow>> groups, FilterThresholds thresholds, int most, double epsilon)
    {
        var room = most;
        foreach (var group in groups)
        {
            var statistics = ClusterStatistics.Of([.. group.Select(row => row.Cluster)], [.. group.Select(row => row.Answer is not null)]);
            var reason = QuestionFilter.Decide(statistics, thresholds) is { } dropped ? QuestionFilter.NameOf(dropped) : room > 0 ? Kept : Surplus;
            room -= reason == Kept ? 1 : 0;
            var advantages = reason == Kept ? Advantages.GroupNormalized([.. group.Select(row => row.Reward)], epsilon) : new double[group.Count];
            for (var i = 0; i < group.Count; i++)
            {
                yield return new SelectionRow { QuestionId = group[i].QuestionId, SampleIndex = group[i].SampleIndex, Kept = reason == Kept, Reason = reason, Advantage = advantages[i] };
            }
        }
    }
}
