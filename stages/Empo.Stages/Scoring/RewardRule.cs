using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Method;
using Empo.Method.Rewards;

namespace Empo.Stages.Scoring;

/// <summary>Which reward a response earns.</summary>
internal sealed record RewardRule
{
    public required Reward Reward { get; init; }

    /// <summary>
    /// Upper bound of the reward of a response without an answer. Null treats such a response like the others, as a cluster of one.
    /// </summary>
    public required double? NoAnswer { get; init; }

    /// <summary>Seed of the random reward.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Round, a counter of the random reward.</summary>
    public required int Round { get; init; }

    public required ClusterEstimator Estimator { get; init; }

    /// <summary>Reward to weight, for the reward <c>weighted</c>; only those with a weight.</summary>
    public required IReadOnlyList<(Reward Reward, double Weight)> Weights { get; init; }

    /// <summary>Whether each summand is normalised within its group before the sum.</summary>
    public required bool NormalizedFirst { get; init; }

    /// <summary>λ of the pooled reward.</summary>
    public required double PooledLambda { get; init; }

    /// <summary>Longest response in tokens, for the overlong penalty.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Number of tokens before that limit over which the overlong penalty grows.</summary>
    public required int OverlongCache { get; init; }

    /// <summary>Answers are refused where the largest of several clusters holds less than this share.</summary>
    public required double LeastShare { get; init; }

    /// <summary>Whether an answer copied from the question is refused.</summary>
    public required bool CopiedGuard { get; init; }

    /// <summary>β of the k1 penalty in the reward.</summary>
    public required double KlBeta { get; init; }

    /// <summary>Whether the reward, or a summand of it, reads this.</summary>
    public bool Needs(RewardNeeds needs) => Reward.Needs.HasFlag(needs) || Weights.Any(summand => summand.Reward.Needs.HasFlag(needs));

    public static RewardRule From(SettingSlice settings, int round) => new()
    {
        Reward = settings.Get(Score.Reward),
        NoAnswer = settings.Get(Score.NoAnswer),
        Seed = (ulong)settings.Get(General.Seed),
        Round = round,
        Estimator = settings.Get(Score.Estimator),
        Weights = Score.SummandsOf(settings.Get(Score.Reward), settings.Get),
        NormalizedFirst = settings.Get(Score.Normalize) == RewardNormalization.Before,
        PooledLambda = settings.Get(Score.PooledLambda),
        MaxTokens = settings.Get(Rollout.MaxTokens),
        OverlongCache = settings.Get(Score.OverlongCache),
        LeastShare = settings.Get(Score.MinShare),
        CopiedGuard = settings.Get(Score.CopiedGuard),
        KlBeta = settings.Get(Score.KlBeta),
    };
}
