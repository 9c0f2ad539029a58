using Empo.Experiments.Settings.Sections;
using Empo.Method.Rewards;
using Empo.Models;

namespace Empo.Experiments.Settings;

/// <summary>Rules of the section <c>score.model</c>, checked before anything runs.</summary>
internal static class RewardModelRules
{
    /// <exception cref="UserError">EMPO1047: the reward reads a model, but no folder of one is named. EMPO1048: <c>score.model.date</c> is
    /// no day.</exception>
    public static void Check(Experiment experiment)
    {
        if (!experiment.Rewards.Any(reward => reward.Needs.HasFlag(RewardNeeds.Model)))
        {
            return;
        }

        if (experiment.RewardModel is not { } folder)
        {
            throw ExperimentRules.Broken(
                experiment,
                ExperimentRules.Asking(experiment, ModelReward.Reward),
                "takes the scores of a reward model, but score.model.folder names none",
                RewardModel.Folder,
                "EMPO1047"
            );
        }

        if (!File.Exists(Path.Combine(folder, DecoderConfigFile.FileName)))
        {
            throw experiment.FailureAt(RewardModel.Folder, "EMPO1047", Without(folder));
        }

        if (experiment.Get(RewardModel.Date) is { Length: > 0 } date && DayText.Read(date) is null)
        {
            throw experiment.FailureAt(
                RewardModel.Date,
                "EMPO1048",
                $"score.model.date is '{date}', which is no day. Write year, month and day: 2025-01-31."
            );
        }
    }

    private static string Without(string folder) =>
        !Directory.Exists(folder) ? $"The reward model's folder does not exist: {folder}. Give score.model.folder a path relative to the "
            + "experiment."
        : File.Exists(Path.Combine(folder, "adapter_config.json")) ? $"{folder} holds an adapter and no model. Merge it into its base "
            + "(PEFT: merge_and_unload, then save_pretrained) and name the folder of the merged reward model."
        : $"There is no {DecoderConfigFile.FileName} in {folder}, so it holds no model. Name the folder with config.json, the weights and "
            + "the tokenizer's files.";
}
