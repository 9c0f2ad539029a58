using Empo.Stages.Artifacts;

namespace Empo.Stages.Distillation;

/// <summary>
/// Chooses the responses of a round that are worth imitating, without labels: those of the largest cluster of a kept question that came to
/// their end. Where two clusters are largest, the question has no majority and gives none.
/// </summary>
internal static class AgreedResponses
{
    /// <summary>Example: answers 7, 7, 9 and 7 cut off at the longest length: the first two.</summary>
    /// <param name="round">The round's number.</param>
    /// <param name="responses">The samples of each question.</param>
    /// <param name="scores">Their clusters.</param>
    /// <param name="kept">Questions that the filter kept.</param>
    /// <param name="most">Most responses of a question, its first ones; 0 for all.</param>
    public static IEnumerable<AgreedResponse> Of(
        int round,
        IEnumerable<IReadOnlyList<RolloutRow>> responses,
        IReadOnlyDictionary<(string, int), ScoreRow> scores,
        IReadOnlySet<string> kept,
        int most
    ) =>
        responses
            .Where(group => kept.Contains(group[0].QuestionId))
            .SelectMany(group => Of(round, group, scores).Take(most == 0 ? int.MaxValue : most));

    private static IEnumerable<AgreedResponse> Of(
        int round,
        IReadOnlyList<RolloutRow> group,
        IReadOnlyDictionary<(string, int), ScoreRow> scores
    )
    {
        var scored = group.Select(row => (Row: row, Score: scores[(row.QuestionId, row.SampleIndex)])).ToList();
        var clusters = scored.CountBy(pair => pair.Score.Cluster).OrderByDescending(cluster => cluster.Value).Take(2).ToList();
        if (clusters is [var first, var second] && first.Value == second.Value)
        {
            return [];
        }

        return scored
            .Where(pair => pair.Score.Cluster == clusters[0].Key && pair.Score.Answer is not null && pair.Row.FinishReason == "stop")
            .Select(pair => new AgreedResponse(
                pair.Row.QuestionId,
                round,
                pair.Row.SampleIndex,
                (double)clusters[0].Value / scored.Count,
                pair.Row.Text
            ));
    }
}
