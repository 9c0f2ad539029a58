using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;
using Empo.Method;
using Empo.Method.Answers;
using Empo.Method.Rewards;

namespace Empo.Experiments.Settings.Sections;

/// <summary>Answers, clusters and rewards.</summary>
public static class Score
{
    /// <summary>Summands of the first version. Their weights are in every key; those of later rewards only where they are set.</summary>
    private static readonly Reward[] FirstRewards =
    [
        EmpoReward.Reward, VotingReward.Reward, CorrectReward.Reward, RandomReward.Reward, FormatReward.Reward, LengthReward.Reward,
        OverlongReward.Reward, TokenMeanReward.SelfCertainty, TokenMeanReward.TokenEntropy, PooledReward.Reward,
    ];

    private static readonly SettingSection Section = new();

    public static Setting<Reward> Reward { get; } =
        Section.Named(
            "score.reward",
            EmpoReward.Reward,
            RewardTable.All,
            reward => reward.Name,
            [StageTable.Score],
            "Reward of a response; weighted is the sum that score.weights describes."
        );

    public static Setting<ClusterEstimator> Estimator { get; } =
        Section.Choice(
            "score.estimator",
            ClusterEstimator.Frequency,
            [StageTable.Score],
            "How a cluster's probability is estimated: share of the samples, or samples weighted by exp of their mean or summed token "
                + "log-probability.",
            separator: '_'
        );

    public static Setting<ExtractionPolicy> Extraction { get; } =
        Section.Choice(
            "score.extraction",
            ExtractionPolicy.Boxed,
            [StageTable.Score, StageTable.Evaluate, StageTable.Rescore, StageTable.Probe],
            "How the answer is found in a response.",
            only: [ExtractionPolicy.Boxed, ExtractionPolicy.BoxedOrPhrase, ExtractionPolicy.Any, ExtractionPolicy.Choice]
        );

    public static Setting<AnswerEquivalence> Equivalence { get; } =
        Section.Choice(
            "score.equivalence",
            AnswerEquivalence.Canonical,
            [StageTable.Score, StageTable.Filter, StageTable.Evaluate, StageTable.Guard, StageTable.Probe, StageTable.Rescore],
            "When two answers mean the same; judge asks a model (score.judge)."
        );

    public static Setting<double?> NoAnswer { get; } = Section.OptionalNumber("score.no_answer", 0, -1, 1, [StageTable.Score],
        "Reward of a response without an answer, once for the sum where it is weighted; at most what the rule itself gives it, where "
        + "rewards can be negative. none treats it like the others, as a cluster of its own.");

    public static Setting<double> MinShare { get; } = Section.Number("score.min_share", 0, 0, 1, [StageTable.Score],
        "Answers earn 0 (or the least of the group's rewards, if that is negative) where the largest of several clusters holds less "
        + "than this share.");

    public static Setting<bool> CopiedGuard { get; } = Section.Flag("score.copied_guard", false, [StageTable.Score],
        "Answers copied from the question (ROUGE-L precision over 0.8, or part of its text) earn 0, or the least of the group's "
        + "rewards, if that is negative.");

    public static Setting<int> OverlongCache { get; } = Section.Integer("score.overlong_cache", 8, 1, 1_000_000, [StageTable.Score],
        "Tokens before rollout.max_tokens over which the reward overlong falls from 0 to -1.");

    public static Setting<double> PooledLambda { get; } = Section.Number("score.pooled_lambda", 1, 0, 100, [StageTable.Score],
        "Weight of an answer's share among other questions' samples, which the reward pooled subtracts.");

    public static Setting<double> KlBeta { get; } = Section.Number("score.kl.beta", 0, 0, 100, [StageTable.Score],
        "Weight of the k1 divergence from the reference (update.kl.reference), summed over the response and subtracted from the "
        + "reward.");

    public static Setting<RewardNormalization> Normalize { get; } =
        Section.Choice("score.normalize", RewardNormalization.After, [StageTable.Score],
        "Whether the summands of the reward weighted are normalised within their group before the sum, or only the sum after it. "
        + "before: score.no_answer enters each summand of positive weight instead of the sum.");

    public static Setting<string?> CommandFile { get; } = Section.File("score.command.file", "none", [],
        "Program that computes the reward command (docs/rewards.md): a script, or an executable. Its content is an input.");

    public static Setting<IReadOnlyList<string>> CommandRun { get; } = Section.Texts("score.command.run", [StageTable.Score],
        "Interpreter of score.command.file with its options, such as [python3, -I]; empty where the file can be executed itself.",
        keyedWhenSet: true);

    public static Setting<IReadOnlyList<string>> CommandArguments { get; } = Section.Texts("score.command.arguments", [StageTable.Score],
        "Arguments that follow score.command.file.",
        keyedWhenSet: true);

    public static Setting<int> CommandTimeout { get; } = Section.Integer("score.command.timeout", 600, 1, 1_000_000, [StageTable.Score],
        "Seconds that the program has for a round.",
        inKey: false);

    public static Setting<string> HttpUrl { get; } = Section.Text("score.http.url", "", [StageTable.Score],
        "Address of the service that computes the reward http (docs/rewards.md), with its path; questions are posted there.",
        inKey: false);

    public static Setting<string> HttpVersion { get; } = Section.Text("score.http.version", "", [StageTable.Score],
        "Version that each reply of the service must name; another one is an error. Empty takes any, and the rewards are not "
        + "reproducible.",
        keyedWhenSet: true);

    public static Setting<string> HttpKeyVariable { get; } = Section.Text("score.http.key_variable", "", [StageTable.Score],
        "Environment variable that holds the service's key; empty for none.",
        inKey: false);

    public static Setting<int> HttpQuestions { get; } = Section.Integer("score.http.questions", 8, 1, 100_000, [StageTable.Score],
        "Questions in a request.",
        inKey: false);

    public static Setting<int> HttpConcurrency { get; } = Section.Integer("score.http.concurrency", 4, 1, 1024, [StageTable.Score],
        "Requests under way at a time.",
        inKey: false);

    public static Setting<double> HttpTimeout { get; } = Section.Number("score.http.timeout", 60, 0.01, 3600, [StageTable.Score],
        "Seconds that a request may take.",
        inKey: false);

    public static Setting<int> HttpRetries { get; } = Section.Integer("score.http.retries", 4, 0, 100, [StageTable.Score],
        "Further attempts after a time-out, a lost connection, or the statuses 408, 429 and 5xx; waits grow from 1 s to 30 s.",
        inKey: false);

    /// <summary>Weight of each reward that the reward <c>weighted</c> may add, in the order in which they are added.</summary>
    public static IReadOnlyDictionary<Reward, Setting<double>> Weights { get; } =
        RewardTable.Summands.Select(reward => (reward, Weight(reward))).ToDictionary();

    /// <summary>The summands of the reward <c>weighted</c>: rewards whose weight is not 0, in order. Empty for any other reward.</summary>
    public static IReadOnlyList<(Reward Reward, double Weight)> SummandsOf(Reward reward, Func<Setting<double>, double> weightOf) =>
        reward == RewardTable.Weighted
            ? [.. Weights.Select(weight => (Reward: weight.Key, Weight: weightOf(weight.Value))).Where(summand => summand.Weight != 0)]
            : [];

    /// <summary>The rows of this section, in order.</summary>
    internal static IReadOnlyList<Setting> All => Section.Settings;

    /// <summary>A reward that came later is in the key only where it has a weight.</summary>
    private static Setting<double> Weight(Reward reward) =>
        Section.Number(
            $"score.weights.{reward.Name}",
            reward == EmpoReward.Reward ? 1 : 0,
            -1000,
            1000,
            [StageTable.Score],
            $"Weight in the reward weighted{(reward.Needs.HasFlag(RewardNeeds.Labels) ? "; needs labels" : "")}.",
            keyedWhenSet: !FirstRewards.Contains(reward)
        );
}
