using Empo.Experiments.Settings;
using Empo.Method;

namespace Empo.Stages.Scoring;

/// <summary>Which reward a response earns.</summary>
internal sealed record RewardRule
{
    /// <summary>Rewards that a weighted sum may hold, in the order in which they are added.</summary>
    public static IReadOnlyList<string> Summands { get; } =
        ["empo", "voting", "correct", "random", "format", "length", "overlong", "self-certainty", "token-entropy", "pooled"];

    /// <summary>A choice of <c>score.reward</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Reward of a response without an answer, at most; null treats it like the others, as the cluster of one that it is.</summary>
    public required double? NoAnswer { get; init; }

    /// <summary>Seed of the random reward.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Round, a counter of the random reward.</summary>
    public required int Round { get; init; }

    public required ClusterEstimator Estimator { get; init; }

    /// <summary>Reward to weight, for the reward <c>weighted</c>; only those with a weight.</summary>
    public required IReadOnlyList<(string Kind, double Weight)> Weights { get; init; }

    /// <summary>Whether each summand is normalised within its group before the sum.</summary>
    public required bool NormalizedFirst { get; init; }

    /// <summary>λ of the pooled reward.</summary>
    public required double PooledLambda { get; init; }

    /// <summary>Longest response in tokens, for the overlong penalty.</summary>
    public required int MostTokens { get; init; }

    /// <summary>Tokens before that over which the overlong penalty grows.</summary>
    public required int OverlongCache { get; init; }

    /// <summary>Answers are refused where the largest of several clusters holds less than this share.</summary>
    public required double LeastShare { get; init; }

    /// <summary>Whether an answer copied from the question is refused.</summary>
    public required bool CopiedGuard { get; init; }

    /// <summary>β of the k1 penalty in the reward.</summary>
    public required double KlBeta { get; init; }

    /// <summary>Whether the reward, or a summand of it, is of this kind.</summary>
    public bool Uses(string kind) => Kind == kind || Weights.Any(summand => summand.Kind == kind);

    public static RewardRule From(SettingSlice settings, int round) => new()
    {
        Kind = settings.Text("score.reward"),
        NoAnswer = settings.OptionalNumber("score.no_answer"),
        Seed = (ulong)settings.LongInteger("seed"),
        Round = round,
        Estimator = settings.Text("score.estimator") switch
        {
            "likelihood" => ClusterEstimator.Likelihood,
            "likelihood_sum" => ClusterEstimator.LikelihoodSum,
            _ => ClusterEstimator.Frequency,
        },
        Weights = settings.Text("score.reward") == "weighted"
            ? [.. Summands.Select(kind => (kind, settings.Number($"score.weights.{kind}"))).Where(summand => summand.Item2 != 0)]
            : [],
        NormalizedFirst = settings.Text("score.normalize") == "before",
        PooledLambda = settings.Number("score.pooled_lambda"),
        MostTokens = settings.Integer("rollout.max_tokens"),
        OverlongCache = settings.Integer("score.overlong_cache"),
        LeastShare = settings.Number("score.least_share"),
        CopiedGuard = settings.Flag("score.copied_guard"),
        KlBeta = settings.Number("score.kl.beta"),
    };
}
