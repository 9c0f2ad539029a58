using Empo.Method;
using Empo.Method.Rewards;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Scoring;

/// <summary>Rewards of a group and the rows that record them.</summary>
internal static class GroupScorer
{
    /// <summary>ε of the z-scores inside a weighted sum that normalises each summand first. The advantage has a separate ε.</summary>
    private const double InnerEpsilon = 1e-4;

    /// <summary>
    /// Rewards of the G samples, [G]. First comes the rule's reward or weighted sum. Then an answer that a guard refuses gets 0, or the
    /// lowest reward of an answer where that is less. Then the KL penalty is applied.
    /// </summary>
    public static double[] Rewards(AnsweredGroup group, RewardRule rule, RewardEvidence evidence)
    {
        var known = Known(group, rule, evidence);
        var rewards = rule.Reward == RewardTable.Weighted ? Sum(known, rule) : rule.Reward.Of(known, rule.NoAnswer);
        Refuse(group, rule, evidence, rewards);
        if (evidence.Reference is { } reference)
        {
            for (var i = 0; i < rewards.Length; i++)
            {
                rewards[i] = KlEstimate.Penalized(rewards[i], rule.KlBeta, group.Samples[i].LogProbs, reference[i]);
            }
        }

        return rewards;
    }

    /// <summary>Probability of each cluster by the rule's estimator, [M].</summary>
    public static double[] ClusterProbabilities(AnsweredGroup group, ClusterEstimator estimator) => estimator == ClusterEstimator.Frequency
        ? [.. group.Statistics.Counts.Select(count => (double)count / group.Statistics.Samples)]
        : SemanticEntropy.ClusterProbabilities(group.Clusters, Scores(group, estimator));

    /// <summary>One row per sample.</summary>
    public static IEnumerable<ScoreRow> ScoreRows(AnsweredGroup group, ClusterEstimator estimator, double[] rewards)
    {
        var probabilities = ClusterProbabilities(group, estimator);
        return group.Samples.Select((sample, i) => new ScoreRow
        {
            QuestionId = sample.QuestionId,
            SampleIndex = sample.SampleIndex,
            Answer = group.Answers[i],
            Cluster = group.Clusters[i],
            Probability = probabilities[group.Clusters[i]],
            Reward = rewards[i],
        });
    }

    public static GroupRow GroupRowOf(AnsweredGroup group, ClusterEstimator estimator) =>
        new()
        {
            QuestionId = group.QuestionId,
            Samples = group.Statistics.Samples,
            Clusters = group.Statistics.Clusters,
            SemanticEntropy =
                estimator == ClusterEstimator.Frequency
                    ? group.SemanticEntropy
                    : SemanticEntropy.OfLikelihoods(group.Clusters, Scores(group, estimator)),
            MajorityShare = group.Statistics.MajorityShare,
            MajorityAnswer = group.MajorityAnswer,
            NoAnswerShare = group.Statistics.UnansweredShare,
        };

    /// <summary>Whether EMPO's and a majority vote's rewards would give this group different advantages.</summary>
    public static bool VotingDiffers(AnsweredGroup group, double? noAnswer)
    {
        var known = new RewardGroup
        {
            Clusters = group.Clusters,
            Answered = group.Answered,
            Probabilities = ClusterProbabilities(group, ClusterEstimator.Frequency),
        };
        return Advantages.Differ(EmpoReward.Reward.Of(known, noAnswer), VotingReward.Reward.Of(known, noAnswer));
    }

    /// <summary>
    /// The reward of a missing answer replaces the whole sum and is counted once. Where each summand is normalised first, it is instead a
    /// value on each summand's own scale, and enters the summands of positive weight (a negative weight would turn it into a bonus). Either
    /// way, no missing answer earns more than the lowest-paid answer of its group.
    /// </summary>
    private static double[] Sum(RewardGroup group, RewardRule rule)
    {
        double[][] rewards =
        [
            .. rule.Weights.Select(summand => summand.Reward.Of(group, rule.NormalizedFirst && summand.Weight > 0 ? rule.NoAnswer : null)),
        ];
        double[] weights = [.. rule.Weights.Select(summand => summand.Weight)];
        var sum = rule.NormalizedFirst
            ? CompositeReward.NormalizedSum(rewards, weights, InnerEpsilon)
            : CompositeReward.WeightedSum(rewards, weights);
        double? most = rule is { NormalizedFirst: true, NoAnswer: not null } ? double.PositiveInfinity : rule.NoAnswer;
        return MissingAnswer.BelowAnswers(sum, group.Answered, most);
    }

    private static RewardGroup Known(AnsweredGroup group, RewardRule rule, RewardEvidence evidence) => new()
    {
        Clusters = group.Clusters,
        Answered = group.Answered,
        Probabilities = ClusterProbabilities(group, rule.Estimator),
        Tokens = [.. group.Samples.Select(sample => sample.TokenIds.Length)],
        Longest = evidence.Longest,
        MaxTokens = rule.MaxTokens,
        OverlongCache = rule.OverlongCache,
        Correct = evidence.Correct,
        SelfCertainties = rule.Needs(RewardNeeds.TokenStatistics) ? [.. group.Samples.Select(sample => sample.SelfCertainties)] : null,
        TokenEntropies = rule.Needs(RewardNeeds.TokenStatistics) ? [.. group.Samples.Select(sample => sample.TokenEntropies)] : null,
        Elsewhere = evidence.Elsewhere,
        Commanded = evidence.Commanded,
        ModelScores = evidence.ModelScores,
        Served = evidence.Served,
        PooledLambda = rule.PooledLambda,
        Seed = CounterRandom.Bits(rule.Seed, (ulong)rule.Round, 0, 0),
        Question = CounterRandom.Hash(group.QuestionId),
    };

    /// <summary>
    /// The guards of the released natural-reasoning recipe, in its order: a copied answer, then a largest cluster that is too small.
    /// Missing answers keep their value. Where rewards can be negative (0 may be their mean, or the best of them), a refused answer gets
    /// the lowest reward of the group's answers.
    /// </summary>
    private static void Refuse(AnsweredGroup group, RewardRule rule, RewardEvidence evidence, double[] rewards)
    {
        var refused = Math.Min(0, MissingAnswer.Least(rewards, group.Answered));
        var scattered = group.Statistics.Clusters > 1 && group.Statistics.MajorityShare < rule.LeastShare - 1e-9;
        for (var i = 0; i < rewards.Length; i++)
        {
            var copied = rule.CopiedGuard && group.Answers[i] is { } answer && CopiedAnswer.IsCopied(answer, evidence.Question!);
            if (copied || (scattered && group.Answers[i] is not null))
            {
                rewards[i] = refused;
            }
        }
    }

    private static double[] Scores(AnsweredGroup group, ClusterEstimator estimator) => [.. group.Samples.Select(sample =>
        estimator == ClusterEstimator.LikelihoodSum ? SequenceScore.Sum(sample.LogProbs) : SequenceScore.Mean(sample.LogProbs))];
}
