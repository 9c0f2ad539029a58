using Empo.Experiments.Settings.Choices;
using Empo.Method;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Scoring;

/// <summary>Rewards of a group and the rows that record them.</summary>
internal static class GroupScorer
{
    /// <summary>ε of the z-scores inside a sum that normalises first; the advantage has its own.</summary>
    private const double InnerEpsilon = 1e-4;

    /// <summary>
    /// Rewards of the G samples, [G]: the rule's reward or weighted sum, then 0 (or what the least answer earns, where that is less) for
    /// answers that a guard refuses, then the KL penalty.
    /// </summary>
    public static double[] Rewards(AnsweredGroup group, RewardRule rule, RewardEvidence evidence)
    {
        var rewards = Single(rule.Kind, group, rule, evidence);
        Refuse(group, rule, evidence, rewards);
        if (evidence.Reference is { } reference)
        {
            for (var i = 0; i < rewards.Length; i++)
            {
                rewards[i] = Method.Rewards.WithKlPenalty(rewards[i], rule.KlBeta, group.Samples[i].LogProbs, reference[i]);
            }
        }

        return rewards;
    }

    /// <summary>Probability of each cluster by the rule's estimator, [M].</summary>
    public static double[] ClusterProbabilities(AnsweredGroup group, ClusterEstimator estimator) => estimator == ClusterEstimator.Frequency
        ? [.. group.Statistics.Counts.Select(count => (double)count / group.Statistics.Samples)]
        : SemanticEntropy.ClusterProbabilities(group.Clusters, Scores(group, estimator));

    /// <summary>One row a sample.</summary>
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

    public static GroupRow GroupRowOf(AnsweredGroup group, ClusterEstimator estimator) => new()
    {
        QuestionId = group.QuestionId,
        Samples = group.Statistics.Samples,
        Clusters = group.Statistics.Clusters,
        SemanticEntropy = estimator == ClusterEstimator.Frequency ? group.SemanticEntropy : SemanticEntropy.OfLikelihoods(group.Clusters, Scores(group, estimator)),
        MajorityShare = group.Statistics.MajorityShare,
        MajorityAnswer = group.MajorityAnswer,
        NoAnswerShare = group.Statistics.UnansweredShare,
    };

    /// <summary>Whether EMPO's and a majority vote's rewards would give this group different advantages.</summary>
    public static bool VotingDiffers(AnsweredGroup group, double? noAnswer)
    {
        var answered = group.Answered;
        return Advantages.Differ(Method.Rewards.Empo(group.Clusters, answered, noAnswer), Method.Rewards.Voting(group.Clusters, answered, noAnswer));
    }

    /// <summary>
    /// The reward of a missing answer stands for the whole sum and is counted once. Where each summand gets a scale of its own first, it is
    /// a value on that summand's: then it enters those of positive weight (a negative one would make it a prize). Either way no missing
    /// answer earns more than the least answer of its group.
    /// </summary>
    private static double[] Sum(AnsweredGroup group, RewardRule rule, RewardEvidence evidence)
    {
        var likeOthers = rule with { NoAnswer = null };
        double[][] rewards = [.. rule.Weights.Select(summand => Single(summand.Kind, group, rule.NormalizedFirst && summand.Weight > 0 ? rule : likeOthers, evidence))];
        double[] weights = [.. rule.Weights.Select(summand => summand.Weight)];
        var sum = rule.NormalizedFirst ? CompositeReward.NormalizedSum(rewards, weights, InnerEpsilon) : CompositeReward.WeightedSum(rewards, weights);
        double? most = rule is { NormalizedFirst: true, NoAnswer: not null } ? double.PositiveInfinity : rule.NoAnswer;
        return MissingAnswer.BelowAnswers(sum, group.Answered, most);
    }

    private static double[] Single(RewardKind kind, AnsweredGroup group, RewardRule rule, RewardEvidence evidence)
    {
        var answered = group.Answered;
        return kind switch
        {
            RewardKind.Empo => Empo(group, rule, answered),
            RewardKind.Voting => Method.Rewards.Voting(group.Clusters, answered, rule.NoAnswer),
            RewardKind.Correct => Method.Rewards.Correct(evidence.Correct ?? throw new InvalidOperationException("The reward 'correct' needs labels."), answered, rule.NoAnswer),
            RewardKind.Random => Method.Rewards.Random(answered, rule.NoAnswer, CounterRandom.Bits(rule.Seed, (ulong)rule.Round, 0, 0), CounterRandom.Hash(group.QuestionId)),
            RewardKind.Format => Method.Rewards.Format(answered, rule.NoAnswer),
            RewardKind.Length => Method.Rewards.Length(Lengths(group), evidence.Longest, answered, rule.NoAnswer),
            RewardKind.Overlong => Method.Rewards.Overlong(Lengths(group), rule.MostTokens, rule.OverlongCache, answered, rule.NoAnswer),
            RewardKind.SelfCertainty => Method.Rewards.SelfCertainty([.. group.Samples.Select(sample => sample.SelfCertainties)], answered, rule.NoAnswer),
            RewardKind.TokenEntropy => Method.Rewards.TokenEntropy([.. group.Samples.Select(sample => sample.TokenEntropies)], answered, rule.NoAnswer),
            RewardKind.Pooled => Pooled(group, rule, evidence, answered),
            RewardKind.Weighted => Sum(group, rule, evidence),
        };
    }

    private static double[] Empo(AnsweredGroup group, RewardRule rule, bool[] answered) => rule.Estimator == ClusterEstimator.Frequency
        ? Method.Rewards.Empo(group.Clusters, answered, rule.NoAnswer)
        : Method.Rewards.ClusterProbability(group.Clusters, ClusterProbabilities(group, rule.Estimator), answered, rule.NoAnswer);

    private static double[] Pooled(AnsweredGroup group, RewardRule rule, RewardEvidence evidence, bool[] answered)
    {
        var probabilities = ClusterProbabilities(group, rule.Estimator);
        return PooledAnswers.Rewards([.. group.Clusters.Select(cluster => probabilities[cluster])], evidence.Elsewhere!, rule.PooledLambda, answered, rule.NoAnswer);
    }

    /// <summary>
    /// The rules of the released natural-reasoning recipe, in its order: copied, then a largest cluster that is too small. Missing answers keep
    /// their value. Where rewards can be negative (0 may be their mean, or the best of them) a refused answer earns the least of the group's.
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

    private static int[] Lengths(AnsweredGroup group) => [.. group.Samples.Select(sample => sample.TokenIds.Length)];
}
