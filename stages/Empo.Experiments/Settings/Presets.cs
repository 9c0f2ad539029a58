using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Method;
using Empo.Method.Answers;
using Empo.Method.Rewards;

namespace Empo.Experiments.Settings;

/// <summary>
/// Named presets of the method as it is in the paper and in the released code. They contain what differs between these, and nothing that is
/// a matter of scale (group size, learning rate, lengths). Unpublished numbers are not here. docs/method.md says where each number comes
/// from.
/// </summary>
public static class Presets
{
    private static readonly SettingAssignment[] Common =
    [
        Score.Reward.Assign(EmpoReward.Reward),
        Score.Estimator.Assign(ClusterEstimator.Frequency),
        Score.Extraction.Assign(ExtractionPolicy.Boxed),
        Score.MinShare.Assign(0),
        Score.CopiedGuard.Assign(false),
        Score.KlBeta.Assign(0),
        Filter.EntropyLow.Assign(null),
        Filter.EntropyHigh.Assign(null),
        Filter.Unanimous.Assign(false),
        Filter.AllDifferent.Assign(false),
        Filter.MajorityLow.Assign(0),
        Filter.MajorityHigh.Assign(1),
        Filter.NoAnswer.Assign(1),
        Filter.RewardLow.Assign(null),
        Filter.RewardHigh.Assign(null),
        Filter.Advantage.Assign(AdvantageEstimator.ZScore),
        Filter.AdvantageDdof.Assign(1),
        Update.Loss.Assign(PolicyLossKind.Ppo),
        Update.ClipDual.Assign(null),
        Update.Aggregation.Assign(LossReduction.SequenceMean),
        Update.Truncated.Assign(TruncatedResponses.Train),
        Update.Importance.Assign(ImportanceCorrection.None),
        Update.KlBeta.Assign(0),
    ];

    /// <summary>
    /// Equation 7 with its two bounds at their widest, because no numbers are published: only questions on which all answers agree, or no
    /// two do, are dropped.
    /// </summary>
    private static readonly SettingAssignment[] Paper =
    [
        .. Common,
        Filter.Unanimous.Assign(true),
        Filter.AllDifferent.Assign(true),
        Filter.AdvantageEpsilon.Assign(0),
        Update.Denominator.Assign(LossDenominator.Kept),
    ];

    private static readonly SettingAssignment[] TrlMath =
    [
        .. Common,
        Score.Equivalence.Assign(AnswerEquivalence.TrlMath),
        Score.NoAnswer.Assign(0),
        Filter.AllDifferent.Assign(true),
        Filter.AdvantageEpsilon.Assign(1e-4),
        Update.Denominator.Assign(LossDenominator.Round),
    ];

    private static readonly SettingAssignment[] TrlNatural =
    [
        .. Common,
        Score.NoAnswer.Assign(-0.5),
        Score.CopiedGuard.Assign(true),
        Score.MinShare.Assign(0.2),
        Filter.AdvantageEpsilon.Assign(1e-4),
        Update.Denominator.Assign(LossDenominator.Round),
    ];

    private static readonly SettingAssignment[] Verl =
    [
        .. Common,
        Score.Equivalence.Assign(AnswerEquivalence.Verl),
        Score.NoAnswer.Assign(null),
        Filter.AdvantageEpsilon.Assign(1e-6),
        Update.Loss.Assign(PolicyLossKind.Gspo),
        Update.ClipLow.Assign(3e-4),
        Update.ClipHigh.Assign(4e-4),
        Update.Denominator.Assign(LossDenominator.Round),
    ];

    /// <summary>Path to value; empty for <see cref="MethodPreset.None"/>.</summary>
    public static IReadOnlyDictionary<string, string> Find(MethodPreset preset)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (setting, text) in Of(preset))
        {
            values[setting.Path] = text;
        }

        return values;
    }

    /// <summary>
    /// The settings that a layer's preset stands for, each with the preset's place in the file; none for an unknown name, which is refused
    /// later.
    /// </summary>
    internal static IEnumerable<RawSetting> Expand(IReadOnlyList<RawSetting> layer)
    {
        var preset = layer.LastOrDefault(setting => setting.Path == General.Preset.Path);
        return preset is not null && General.Preset.Choices.Contains(preset.Text.Trim())
            ? Find(General.Preset.Parse(preset.Text.Trim())).Select(pair => preset with { Path = pair.Key, Text = pair.Value })
            : [];
    }

    private static SettingAssignment[] Of(MethodPreset preset) => preset switch
    {
        MethodPreset.None => [],
        MethodPreset.Paper => Paper,
        MethodPreset.TrlMath => TrlMath,
        MethodPreset.TrlNatural => TrlNatural,
        MethodPreset.Verl => Verl,
    };
}
