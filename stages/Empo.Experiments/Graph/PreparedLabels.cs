using Empo.Experiments.Metrics;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Experiments.Storage;
using Empo.Method.Rewards;

namespace Empo.Experiments.Graph;

/// <summary>How many of the prepared questions have an answer, and whether that is enough for the reward.</summary>
public static class PreparedLabels
{
    /// <summary>Metric of <c>prepare</c>: questions of a split that have an answer. Manifests of earlier versions lack it.</summary>
    public static string MetricOf(string split) => split == "training" ? EvaluationMetrics.Labelled : $"labelled_{split}";

    /// <summary>Refuses a reward that reads labels where training questions have none, before anything is sampled.</summary>
    /// <param name="prepared">The manifest of <c>prepare</c>; null where <c>prepare</c> has yet to run, so that nothing is known.</param>
    /// <exception cref="UserError">EMPO2071 at the setting that makes the reward read labels.</exception>
    public static void Require(Experiment experiment, Manifest? prepared)
    {
        if (
            experiment.NeedsLabels
            && prepared is not null
            && prepared.Metrics.TryGetValue(MetricOf("training"), out var labelled)
            && prepared.Metrics.TryGetValue("training", out var questions)
            && labelled < questions
        )
        {
            throw Missing(
                experiment,
                FormattableString.Invariant($"{questions - labelled} of {questions} training questions have no answer"),
                "Leave those questions out"
            );
        }
    }

    /// <summary>EMPO2071: a reward reads answers that are not there.</summary>
    /// <param name="what">The questions that lack an answer, in words.</param>
    /// <param name="otherwise">How to keep this reward.</param>
    internal static UserError Missing(Experiment experiment, string what, string otherwise)
    {
        Setting setting =
            experiment.Get(Score.Reward) == RewardTable.Weighted
                ? Score.Weights[experiment.Rewards.First(reward => reward.Needs.HasFlag(RewardNeeds.Labels))]
                : Score.Reward;
        return experiment.FailureAt(
            setting,
            "EMPO2071",
            $"{setting} is {experiment.ValueOf(setting).Text}, which reads the correct answers, but {what}. {otherwise}, or "
                + "choose a reward that needs none, such as score.reward: empo."
        );
    }
}
