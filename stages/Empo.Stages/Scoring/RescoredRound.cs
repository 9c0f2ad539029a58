using System.Text.Json;
using Empo.Stages.Artifacts;
using Empo.Stages.Judging;

namespace Empo.Stages.Scoring;

/// <summary>One round's recorded rollouts under the current rules: what <c>-t:Rescore</c> tabulates.</summary>
internal sealed record RescoredRound
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public required int Round { get; init; }

    /// <summary>Questions sampled.</summary>
    public required int Questions { get; init; }

    /// <summary>Share of questions that the filter keeps.</summary>
    public required double KeptShare { get; init; }

    /// <summary>Mean reward of all samples.</summary>
    public required double Reward { get; init; }

    /// <summary>Mean semantic entropy in nats.</summary>
    public required double SemanticEntropy { get; init; }

    /// <summary>Mean share of the largest cluster.</summary>
    public required double MajorityShare { get; init; }

    /// <summary>Share of labelled questions whose majority answer is right, or null where no question has a label.</summary>
    public double? MajorityAccuracy { get; init; }

    /// <summary>
    /// Mean reward of right answers minus mean reward of wrong ones, over labelled questions; null where one kind is missing.
    /// </summary>
    public double? RewardMargin { get; init; }

    /// <summary>Writes <c>rescore.json</c>.</summary>
    public static void WriteAll(string path, IReadOnlyList<RescoredRound> rounds) =>
        File.WriteAllText(path, JsonSerializer.Serialize(rounds, Layout) + "\n");

    /// <summary>Reads what <see cref="WriteAll"/> left.</summary>
    public static IReadOnlyList<RescoredRound> ReadAll(string path) =>
        JsonSerializer.Deserialize<RescoredRound[]>(File.ReadAllText(path), Layout) ?? [];

    /// <param name="labels">Question id to correct answer.</param>
    public static RescoredRound Of(
        int round,
        IReadOnlyList<ScoreRow> scores,
        IReadOnlyList<GroupRow> groups,
        IReadOnlyList<SelectionRow> selection,
        IReadOnlyDictionary<string, string> labels,
        AnswerRules rules
    )
    {
        var labelled = groups.Where(group => labels.ContainsKey(group.QuestionId)).ToList();
        var judged = Judged([.. scores.Where(score => labels.ContainsKey(score.QuestionId))], labels, rules);
        var right = rules.Comparison.AreCorrect(
            [.. labelled.Select(group => new QuestionAnswers(group.QuestionId, [group.MajorityAnswer]))],
            [.. labelled.Select(group => labels[group.QuestionId])]
        );
        return new RescoredRound
        {
            Round = round,
            Questions = groups.Count,
            KeptShare = selection.Where(row => row.Kept).Select(row => row.QuestionId).Distinct().Count() / (double)groups.Count,
            Reward = scores.Average(score => score.Reward),
            SemanticEntropy = groups.Average(group => group.SemanticEntropy),
            MajorityShare = groups.Average(group => group.MajorityShare),
            MajorityAccuracy = labelled.Count == 0 ? null : right.Average(verdict => verdict[0] ? 1.0 : 0.0),
            RewardMargin = judged.Contains(true) && judged.Contains(false) ? judged[true].Average() - judged[false].Average() : null,
        };
    }

    /// <summary>Rewards of right and of wrong answers.</summary>
    private static ILookup<bool, double> Judged(
        IReadOnlyList<ScoreRow> scores,
        IReadOnlyDictionary<string, string> labels,
        AnswerRules rules
    )
    {
        var groups = scores.GroupBy(score => score.QuestionId).ToList();
        var verdicts = rules.Comparison.AreCorrect(
            [.. groups.Select(group => new QuestionAnswers(group.Key, [.. group.Select(score => score.Answer)]))],
            [.. groups.Select(group => labels[group.Key])]
        );
        return groups
            .Zip(verdicts)
            .SelectMany(pair => pair.First.Zip(pair.Second))
            .ToLookup(pair => pair.Second, pair => pair.First.Reward);
    }
}
