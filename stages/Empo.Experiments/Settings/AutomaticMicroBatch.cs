using System.Globalization;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Models;

namespace Empo.Experiments.Settings;

/// <summary>
/// The number that <c>update.micro_batch_tokens: auto</c> stands for. It takes the word's place as soon as an experiment is read, so keys,
/// logs and locks have the number: the word and the number are one experiment.
/// </summary>
internal static class AutomaticMicroBatch
{
    /// <summary>
    /// The experiment with the number. Where the model's folder cannot be read, the default stands in: such an experiment is refused when
    /// the model is needed. Where rollouts are imported nothing reads the setting.
    /// </summary>
    public static Experiment Resolve(Experiment experiment)
    {
        var given = experiment.ValueOf(Update.MicroBatchTokens);
        if (given.Text != Setting.Automatic)
        {
            return experiment;
        }

        var text = ExperimentModel.Find(experiment) is { } model
            ? Tokens(experiment, model).ToString(CultureInfo.InvariantCulture)
            : Update.MicroBatchTokens.Default!;
        return new Experiment(
            experiment.Name,
            experiment.File,
            new Dictionary<string, SettingValue>(experiment.Values, StringComparer.Ordinal)
            {
                [Update.MicroBatchTokens.Path] = given with { Text = text },
            }
        );
    }

    private static long Tokens(Experiment experiment, ExperimentModel model)
    {
        var longest = (long)experiment.Get(Prompt.MaxTokens) + experiment.Get(Rollout.MaxTokens);
        var bytes = experiment.Get(Update.Dtype) == UpdateDtype.Bfloat16 ? 2 : model.WeightBytes;
        return MicroBatchSize.Of(model.Config, bytes, Math.Min(longest, model.Config.MaxPositions));
    }
}
