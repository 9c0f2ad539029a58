using Empo.Method;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Scoring;

/// <summary>Rewards of a group and the rows that record them.</summary>
internal static class GroupScorer
{
    /// <summary>Rewards of the G samples, [G].</summary>
    /// <param name="group">The samples of one question.</param>
    /// <param name="rule">Which reward.</param>
    /// <param name="longest">Length in tokens that earns 1 under the reward <c>length</c>.</param>
    /// <param name="correct">[G] verdicts; read only by the reward <c>correct</c>, null where the run has no labels.</param>
    public static double[] Rewards(AnsweredGroup group, RewardRule rule, int longest, bool[]? correct)
    {
        var answered = group.Answered;
        return rule.Kind switch
        {
            "empo" => Method.Rewards.Empo(group.Clusters, answered, rule.NoAnswer),
            "voting" => Method.Rewards.Voting(group.Clusters, answered, rule.NoAnswer),
            "correct" => Method.Rewards.Correct(correct ?? throw new InvalidOperationException("The reward 'correct' needs labels."), answered, rule.NoAnswer),
            "random" => Method.Rewards.Random(answered, rule.NoAnswer, CounterRandom.Bits(rule.Seed, (ulong)rule.Round, 0, 0), CounterRandom.Hash(group.QuestionId)),
            "format" => Method.Rewards.Format(answered, rule.NoAnswer),
            "length" => Method.Rewards.Length([.. group.Samples.Select(sample => sample.TokenIds.Length)], longest, answered, rule.NoAnswer),
            _ => throw new InvalidOperationException($"There is no reward '{rule.Kind}'."),
        };
    }

    /// <summary>One row a sample.</summary>
    public static IEnumerable<ScoreRow> ScoreRows(AnsweredGroup group, double[] rewards) => group.Samples.Select((sample, i) => new ScoreRow
    {
        QuestionId = sample.QuestionId,
        SampleIndex = sample.SampleIndex,
        Answer = group.Answers[i],
        Cluster = group.Clusters[i],
        Probability = (double)group.Statistics.Counts[group.Clusters[i]] / group.Statistics.Samples,
        Reward = rewards[i],
    });

    public static GroupRow GroupRowOf(AnsweredGroup group) => new()
    {
        QuestionId = group.QuestionId,
        Samples = group.Statistics.Samples,
        Clusters = group.Statistics.Clusters,
        SemanticEntropy = group.SemanticEntropy,
        MajorityShare = group.Statistics.MajorityShare,
        MajorityAnswer = group.MajorityAnswer,
        NoAnswerShare = group.Statistics.UnansweredShare,
    };
}
