using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Method;

namespace Empo.Stages.Training;

/// <summary>What a policy update depends on besides its data.</summary>
internal sealed record UpdateSettings
{
    public required long Seed { get; init; }

    /// <summary>Learning rate of this round, after the schedule.</summary>
    public required double LearningRate { get; init; }

    public required AdamWSettings Optimizer { get; init; }

    public required PolicyObjective Objective { get; init; }

    public required LossReduction Aggregation { get; init; }

    /// <summary>Whether dropped questions count in the normaliser (<c>update.denominator: round</c>).</summary>
    public required bool CountDropped { get; init; }

    /// <summary>Whether responses cut off at the longest length are left out of loss and normaliser.</summary>
    public bool MasksTruncated { get; init; }

    /// <summary>Whether responses that give no gradient are computed; decided for a round by <see cref="Gradientless"/>.</summary>
    public ZeroAdvantages ZeroAdvantages { get; init; }

    /// <summary>
    /// Longest response that the rollout allowed, in tokens. It comes with the rollout's artifact and is the divisor of
    /// <see cref="LossReduction.Constant"/>.
    /// </summary>
    public int MostTokens { get; init; } = 1;

    /// <summary>
    /// Whether another program sampled, or our decoder in 16 bits. Its log-probabilities agree with the trainer's only to within half
    /// precision.
    /// </summary>
    public bool ForeignRollout { get; init; }

    /// <summary>Whole groups in one optimizer step.</summary>
    public required int MinibatchQuestions { get; init; }

    /// <summary>Passes over the round's questions.</summary>
    public required int Epochs { get; init; }

    /// <summary>Padded tokens of one forward pass.</summary>
    public required int MicroBatchTokens { get; init; }

    /// <summary>Bound of the global gradient norm; 0 for none.</summary>
    public required double GradientClip { get; init; }

    /// <summary>Whether the backward pass recomputes activations instead of keeping them; the bits are the same either way.</summary>
    public bool Recompute { get; init; }

    /// <summary>Whether the policy is in F32 and computed with in bfloat16 (<see cref="RoundedPolicy"/>).</summary>
    public bool Rounded { get; init; }

    /// <summary>
    /// Whether the largest micro-batch runs once before the first step, with its gradient thrown away. A lack of memory then shows at once.
    /// </summary>
    public bool Rehearse { get; init; }

    /// <summary>Temperature at which the rollout sampled; comes with the rollout's artifact, not from the experiment.</summary>
    public required double Temperature { get; init; }

    /// <summary>The settings of the update stage for one round, and what the rollout's <c>decoding.json</c> says.</summary>
    public static UpdateSettings From(SettingSlice settings, int round, double temperature, int mostTokens) => new()
    {
        Seed = settings.Get(General.Seed),
        LearningRate = settings.Get(Update.LearningRate) * ScheduleOf(settings, round),
        Optimizer = AdamWSettings.From(settings),
        Objective = PolicyObjective.From(settings),
        Aggregation = settings.Get(Update.Aggregation),
        MasksTruncated = settings.Get(Update.Truncated) == TruncatedResponses.Mask,
        ZeroAdvantages = settings.Get(Update.ZeroAdvantage),
        MostTokens = mostTokens,
        CountDropped = settings.Get(Update.Denominator) == LossDenominator.Round,
        MinibatchQuestions = settings.Get(Update.MinibatchQuestions),
        Epochs = settings.Get(Update.Epochs),
        MicroBatchTokens = settings.Get(Update.MicroBatchTokens),
        GradientClip = settings.Get(Update.GradientClip),
        Temperature = temperature,
    };

    private static double ScheduleOf(SettingSlice settings, int round) => LearningRateSchedule.Factor(
        settings.Get(Update.Schedule), round, settings.Get(Update.ScheduleRounds), settings.Get(Update.ScheduleWarmup));
}
