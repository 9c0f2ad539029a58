using System.Globalization;
using Empo.Experiments.Execution;

namespace Empo.Experiments.Settings;

/// <summary>Rules between the settings of reward, filter and loss.</summary>
internal static class MethodRules
{
    /// <exception cref="StageFailure">EMPO1020 to EMPO1023 at the setting that breaks a rule.</exception>
    public static void Check(Experiment experiment)
    {
        Schedule(experiment);
        EntropyShares(experiment);
        Weights(experiment);
        Reference(experiment);
    }

    private static void Schedule(Experiment experiment)
    {
        if (Text(experiment, "update.schedule.shape") == "constant")
        {
            return;
        }

        var (rounds, warmup) = (experiment.Integer("update.schedule.rounds"), experiment.Integer("update.schedule.warmup"));
        if (rounds < experiment.Rounds)
        {
            throw ExperimentRules.Broken(experiment, "update.schedule.rounds", $"({rounds}) is below rounds ({experiment.Rounds}), so the learning rate of the last rounds is not defined", "update.schedule.shape", "EMPO1020");
        }

        if (warmup >= Math.Max(rounds, 1))
        {
            throw ExperimentRules.Broken(experiment, "update.schedule.warmup", $"({warmup}) leaves no round of update.schedule.rounds ({rounds})", "update.schedule.rounds", "EMPO1020");
        }
    }

    private static void EntropyShares(Experiment experiment)
    {
        foreach (var path in new[] { "filter.entropy.low", "filter.entropy.high" })
        {
            if (Text(experiment, "filter.entropy.unit") == "share" && Text(experiment, path) != "none" && Number(experiment, path) is < 0 or > 1)
            {
                throw ExperimentRules.Broken(experiment, path, $"({Text(experiment, path)}) is no share of ln G between 0 and 1, which filter.entropy.unit asks for", "filter.entropy.unit", "EMPO1021");
            }
        }

        if (Text(experiment, "filter.reward.low") != "none" && Text(experiment, "filter.reward.high") != "none" && Number(experiment, "filter.reward.high") < Number(experiment, "filter.reward.low"))
        {
            throw ExperimentRules.Broken(experiment, "filter.reward.high", $"({Text(experiment, "filter.reward.high")}) is below filter.reward.low ({Text(experiment, "filter.reward.low")})", "filter.reward.low");
        }
    }

    private static void Weights(Experiment experiment)
    {
        if (Text(experiment, "score.reward") == "weighted" && !experiment.Values.Any(value => value.Key.StartsWith("score.weights.", StringComparison.Ordinal) && Number(experiment, value.Key) != 0))
        {
            throw ExperimentRules.Broken(experiment, "score.reward", "is weighted, but every weight in score.weights is 0", "score.weights.empo", "EMPO1022");
        }
    }

    private static void Reference(Experiment experiment)
    {
        if (Text(experiment, "update.kl.reference") == "none")
        {
            throw ExperimentRules.Broken(experiment, "update.kl.reference", "is none, but there is always a reference, read where a beta is above 0: give base, or the folder of a model", "update.kl.beta", "EMPO1023");
        }
    }

    private static string Text(Experiment experiment, string path) => experiment.Values[path].Text;

    private static double Number(Experiment experiment, string path) => double.Parse(Text(experiment, path), CultureInfo.InvariantCulture);
}
