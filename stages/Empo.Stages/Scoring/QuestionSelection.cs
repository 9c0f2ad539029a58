using Empo.Method;
using Empo.Stages.Artifacts;
using Empo.Stages.Review;

namespace Empo.Stages.Scoring;

/// <summary>Decides which questions a round trains on, and the advantage of each of their samples.</summary>
internal static class QuestionSelection
{
    public const string Kept = "kept";

    /// <summary>
    /// A question drawn after the round was full. It is not part of the round, whether or not it would have been acceptable.
    /// </summary>
    public const string Surplus = "surplus";

    /// <summary>The rows of all questions in draw order; the first <paramref name="most"/> acceptable questions are kept.</summary>
    /// <param name="groups">Each question with its scores, questions in draw order, samples in order of their index.</param>
    /// <param name="thresholds">What makes a question acceptable.</param>
    /// <param name="most">Questions a round trains on at most.</param>
    /// <param name="rule">How rewards become advantages.</param>
    /// <param name="review">Decisions of human reviewers; they override thresholds and rewards.</param>
    public static IEnumerable<SelectionRow> Select(
        IEnumerable<(GroupRow Group, IReadOnlyList<ScoreRow> Scores)> groups,
        FilterThresholds thresholds,
        int most,
        AdvantageRule rule,
        ReviewedQuestions review
    )
    {
        var room = most;
        foreach (var (group, scores) in groups)
        {
            var reason = room == 0 ? Surplus : Refused(group, scores, thresholds, review) ?? Kept;
            room -= reason == Kept ? 1 : 0;
            var advantages = reason == Kept ? rule.Of(review.Rewards(group.QuestionId, scores)) : new double[scores.Count];
            for (var i = 0; i < scores.Count; i++)
            {
                yield return new SelectionRow
                {
                    QuestionId = scores[i].QuestionId,
                    SampleIndex = scores[i].SampleIndex,
                    Kept = reason == Kept,
                    Reason = reason,
                    Advantage = advantages[i],
                };
            }
        }
    }

    private static string? Refused(GroupRow group, IReadOnlyList<ScoreRow> scores, FilterThresholds thresholds, ReviewedQuestions review) =>
        review.Find(group.QuestionId) switch
        {
            { Verdict: ReviewVerdict.Drop } => ReviewedQuestions.Dropped,
            { } => null,
            null => Dropped(group, scores, thresholds) is { } dropped ? QuestionFilter.NameOf(dropped) : null,
        };

    private static DropReason? Dropped(GroupRow group, IReadOnlyList<ScoreRow> scores, FilterThresholds thresholds)
    {
        var statistics = ClusterStatistics.Of([.. scores.Select(row => row.Cluster)], [.. scores.Select(row => row.Answer is not null)]);
        return QuestionFilter.Decide(statistics, group.SemanticEntropy, scores.Max(row => row.Reward), thresholds);
    }
}
