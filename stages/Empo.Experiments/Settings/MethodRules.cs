using System.Globalization;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Method;
using Empo.Method.Rewards;

namespace Empo.Experiments.Settings;

/// <summary>Rules between the settings of reward, filter and loss.</summary>
internal static class MethodRules
{
    /// <exception cref="UserError">EMPO1009, EMPO1020 to EMPO1023 at the setting that breaks a rule.</exception>
    public static void Check(Experiment experiment)
    {
        Schedule(experiment);
        EntropyShares(experiment);
        Rewards(experiment);
        Weights(experiment);
        Command(experiment);
        RewardModelRules.Check(experiment);
        Service(experiment);
        Reference(experiment);
        DualClip(experiment);
    }

    private static void Schedule(Experiment experiment)
    {
        if (experiment.Get(Update.Schedule) == ScheduleShape.Constant)
        {
            return;
        }

        var (rounds, warmup) = (experiment.Get(Update.ScheduleRounds), experiment.Get(Update.ScheduleWarmup));
        if (rounds < experiment.Rounds)
        {
            throw ExperimentRules.Broken(
                experiment,
                Update.ScheduleRounds,
                $"({rounds}) is below rounds ({experiment.Rounds}), so the learning rate of the last rounds is not defined",
                Update.Schedule,
                "EMPO1020"
            );
        }

        if (warmup >= Math.Max(rounds, 1))
        {
            throw ExperimentRules.Broken(
                experiment,
                Update.ScheduleWarmup,
                $"({warmup}) leaves no round of update.schedule.rounds ({rounds})",
                Update.ScheduleRounds,
                "EMPO1020"
            );
        }
    }

    private static void EntropyShares(Experiment experiment)
    {
        foreach (var setting in new[] { Filter.EntropyLow, Filter.EntropyHigh })
        {
            if (experiment.Get(Filter.EntropyUnits) == EntropyUnit.Share && experiment.Get(setting) is < 0 or > 1)
            {
                throw ExperimentRules.Broken(
                    experiment,
                    setting,
                    $"({Text(experiment.Get(setting))}) is not a share of ln G between 0 and 1, which filter.entropy.unit asks for",
                    Filter.EntropyUnits,
                    "EMPO1021"
                );
            }
        }
    }

    private static void Rewards(Experiment experiment)
    {
        var (low, high) = (experiment.Get(Filter.RewardLow), experiment.Get(Filter.RewardHigh));
        if (high < low)
        {
            throw ExperimentRules.Broken(
                experiment,
                Filter.RewardHigh,
                $"({Text(high)}) is below filter.reward.low ({Text(low)})",
                Filter.RewardLow
            );
        }
    }

    private static void Weights(Experiment experiment)
    {
        if (experiment.Get(Score.Reward) == RewardTable.Weighted && Score.Weights.Values.All(weight => experiment.Get(weight) == 0))
        {
            throw ExperimentRules.Broken(
                experiment,
                Score.Reward,
                "is weighted, but every weight in score.weights is 0",
                Score.Weights[EmpoReward.Reward],
                "EMPO1022"
            );
        }
    }

    private static void Command(Experiment experiment)
    {
        if (!experiment.Rewards.Any(reward => reward.Needs.HasFlag(RewardNeeds.Command)))
        {
            return;
        }

        if (experiment.Get(Score.CommandFile) is not { } file)
        {
            throw ExperimentRules.Broken(
                experiment,
                ExperimentRules.Asking(experiment, CommandReward.Reward),
                "takes the numbers of a program, but score.command.file names none",
                Score.CommandFile,
                "EMPO1038"
            );
        }

        if (!File.Exists(file))
        {
            throw experiment.FailureAt(
                Score.CommandFile,
                "EMPO1038",
                $"The reward program does not exist: {file}. Give score.command.file a path relative to the experiment."
            );
        }
    }

    private static void Service(Experiment experiment)
    {
        if (!experiment.NeedsRewardService)
        {
            return;
        }

        var url = experiment.Get(Score.HttpUrl).Trim();
        if (url.Length == 0)
        {
            throw ExperimentRules.Broken(
                experiment,
                ExperimentRules.Asking(experiment, HttpReward.Reward),
                "takes the numbers of a service, but score.http.url names none",
                Score.HttpUrl,
                "EMPO1044"
            );
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
        {
            throw experiment.FailureAt(
                Score.HttpUrl,
                "EMPO1044",
                $"score.http.url is '{ShownAddress.Of(url)}', which is no address. Write one as in http://localhost:8080/rewards."
            );
        }
    }

    private static void DualClip(Experiment experiment)
    {
        if (experiment.Get(Update.Loss) == PolicyLossKind.Cispo && experiment.Get(Update.ClipDual) is { } dual)
        {
            throw ExperimentRules.Broken(
                experiment, Update.ClipDual, $"({Text(dual)}) bounds the loss, which cispo does not clip: set it to none", Update.Loss);
        }
    }

    private static void Reference(Experiment experiment)
    {
        if (experiment.ValueOf(Update.KlReference).Text == Setting.None)
        {
            throw ExperimentRules.Broken(
                experiment,
                Update.KlReference,
                "is none, but there is always a reference, read where a beta is above 0: give base, or the folder of a model",
                Update.KlBeta,
                "EMPO1023"
            );
        }
    }

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? Setting.None;
}
